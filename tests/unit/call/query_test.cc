// SPDX-License-Identifier: GPL-3.0-or-later
//
// The keys of query's reply are a promise to clients.
#include "call/query.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

using Words = std::vector<std::string>;

class QueryTest : public testing::Test {
 protected:
  QueryTest() {
    Arguments offer{{"call-id", "c"},
                    {"from-tag", "f"},
                    {"label", "caller"},
                    {"via-branch", "b"},
                    {"sdp", body("192.0.2.1", 4000, kMuxLine)}};
    bench_.command("offer", offer);
  }
  void answer(const std::string& attributes = kMuxLine) {
    bench_.command("answer", {{"call-id", "c"},
                              {"from-tag", "f"},
                              {"to-tag", "t"},
                              {"via-branch", "b"},
                              {"sdp", body("192.0.2.2", 5000, attributes)}});
  }
  Reply query() { return bench_.command("query", {{"call-id", "c"}}); }
  /// A packet of each party, from where it was signalled.
  void talk() {
    bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0));
    bench_.deliver(bench_.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0));
  }
  Bench bench_;
};

TEST_F(QueryTest, HasTheKeysThatClientsKnow) {
  answer();
  talk();
  const Reply reply = query();
  EXPECT_EQ(reply.words({}), (Words{"created", "created_us", "last signal", "last_signal", "tags",
                                    "totals", "result"}));
  EXPECT_EQ(reply.words({"tags"}), (Words{"f", "t"}));
  EXPECT_EQ(reply.words({"tags", "f"}),
            (Words{"tag", "label", "created", "in dialogue with", "medias"}));
  EXPECT_EQ(reply.words({"tags", "t"}),
            (Words{"tag", "via-branch", "created", "in dialogue with", "medias"}));
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0"}),
            (Words{"index", "type", "protocol", "streams", "flags"}));
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "streams", "0"}),
            (Words{"local port", "local address", "family", "endpoint", "advertised endpoint",
                   "last packet", "flags", "stats", "learning"}));
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "streams", "0", "endpoint"}),
            (Words{"family", "address", "port"}));
  EXPECT_EQ(reply.words({"totals"}), (Words{"RTP", "RTCP"}));
  EXPECT_EQ(reply.words({"totals", "RTP"}), (Words{"packets", "bytes", "errors"}));
}

/// Of a party's RTP stream.
std::string learning_of(const Reply& reply, const char* tag, const char* key) {
  return reply.text_at({"tags", tag, "medias", "0", "streams", "0", "learning", key});
}

TEST_F(QueryTest, TellsWhatALearnedEndpointRestsOn) {
  EXPECT_EQ(query().at({"tags", "", "medias", "0", "streams", "0", "learning"}), nullptr);
  answer();
  Reply reply = query();
  EXPECT_EQ(learning_of(reply, "f", "state"), "open");
  EXPECT_EQ(learning_of(reply, "f", "rule"), "as signalled");
  const auto begin =
      reply.number({"tags", "f", "medias", "0", "streams", "0", "learning", "since"});
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "learning", "until"}),
            begin + 3);

  bench_.now += 2 * base::kSecond;
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  bench_.deliver(bench_.port_for("t"), at("192.0.2.2", 5000), media::rtp_text(0));
  reply = query();
  EXPECT_EQ(learning_of(reply, "f", "state"), "open");
  EXPECT_EQ(learning_of(reply, "f", "rule"), "signalled address, other port");
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "learning", "since"}),
            begin + 2);
  EXPECT_EQ(learning_of(reply, "t", "state"), "settled");
  EXPECT_EQ(learning_of(reply, "t", "rule"), "signalled address and port");
  EXPECT_EQ(reply.words({"tags", "t", "medias", "0", "streams", "0", "learning"}),
            (Words{"state", "rule", "since"}));
  EXPECT_EQ(reply.text_at({"tags", "t", "medias", "0", "streams", "1", "learning", "state"}),
            "open")
      << "RTCP learns for itself";

  bench_.now += base::kSecond;
  bench_.tick();
  reply = query();
  EXPECT_EQ(learning_of(reply, "f", "state"), "settled");
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "learning", "since"}),
            begin + 3);
}

TEST_F(QueryTest, TellsWhereNothingIsLearned) {
  Arguments offer{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000)}};
  offer.list("flags", {"asymmetric"});
  bench_.command("offer", offer);
  EXPECT_EQ(learning_of(query(), "f", "state"), "fixed");
  EXPECT_EQ(learning_of(query(), "f", "rule"), "as signalled, by the flag asymmetric");
}

TEST_F(QueryTest, TellsTheQualityOfAStream) {
  answer();
  for (const std::uint16_t sequence : {1, 2, 4}) {
    bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtp_text(0, sequence));
  }
  const Reply reply = query();
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "streams", "0", "quality"}),
            Words{"before us"});
  EXPECT_EQ(
      reply.number({"tags", "f", "medias", "0", "streams", "0", "quality", "before us", "lost"}),
      1);
  EXPECT_EQ(reply.at({"tags", "f", "medias", "0", "streams", "1", "quality"}), nullptr);
  EXPECT_EQ(reply.at({"tags", "t", "medias", "0", "streams", "0", "quality"}), nullptr);
}

TEST_F(QueryTest, TellsTheTimes) {
  const std::int64_t now = base::wall_clock_now() / base::kSecond;
  const Reply reply = query();
  for (const char* key : {"created", "last signal", "last_signal"}) {
    EXPECT_NEAR(double(reply.number({key})), double(now), 60) << key;
  }
  EXPECT_NEAR(double(reply.number({"tags", "f", "created"})), double(now), 60);
}

TEST_F(QueryTest, HasAnEmptyKeyForThePeerWithoutTag) {
  const Reply reply = query();
  EXPECT_EQ(reply.words({"tags"}), (Words{"f", ""}));
  EXPECT_EQ(reply.at({"tags", "f", "in dialogue with"}), nullptr);
}

TEST_F(QueryTest, KeepsSeveralPartiesWithoutTagApart) {
  Arguments second{
      {"call-id", "c"}, {"from-tag", "f"}, {"via-branch", "b2"}, {"sdp", body("192.0.2.1", 4000)}};
  bench_.command("offer", second);
  EXPECT_EQ(query().words({"tags"}), (Words{"f", "", "<untagged 2>"}));
}

TEST_F(QueryTest, ShowsMediaAndEndpoints) {
  answer();
  const Reply reply = query();
  const auto text = [&](std::string_view key) {
    return reply.text_at({"tags", "f", "medias", "0", key});
  };
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "index"}), 1);
  EXPECT_EQ(text("type"), "audio");
  EXPECT_EQ(text("protocol"), "RTP/AVP");
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "local port"}),
            bench_.port_for("f").port);
  EXPECT_EQ(reply.text_at({"tags", "f", "medias", "0", "streams", "0", "endpoint", "address"}),
            "192.0.2.1");
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "endpoint", "port"}), 4000);
  EXPECT_EQ(reply.text_at({"tags", "f", "medias", "0", "streams", "0", "endpoint", "family"}),
            "IPv4");
  EXPECT_EQ(reply.text_at({"tags", "t", "in dialogue with"}), "f");
}

TEST_F(QueryTest, LeavesTheEndpointOfASideThatDidNotSignalEmpty) {
  const Reply reply = query();
  EXPECT_EQ(reply.words({"tags", "", "medias", "0", "streams", "0", "endpoint"}), Words{});
}

TEST_F(QueryTest, FlagsWhatIsKnownOfAStream) {
  answer();
  talk();
  const Reply reply = query();
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "streams", "0", "flags"}),
            (Words{"RTP", "filled", "confirmed", "kernelized"}));
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "streams", "1", "flags"}),
            (Words{"RTCP", "filled", "no kernel support"}));
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "flags"}),
            (Words{"initialized", "recv", "send", "rtcp-mux"}));
}

TEST_F(QueryTest, ShowsTheFlagsOfAParty) {
  Arguments offer{
      {"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 4000, "a=sendonly\r\n")}};
  offer.list("flags", {"strict source", "media handover", "asymmetric", "unidirectional"});
  bench_.command("offer", offer);
  const Reply reply = query();
  EXPECT_EQ(reply.words({"tags", "f", "medias", "0", "flags"}),
            (Words{"initialized", "asymmetric", "recv", "unidirectional"}));
  const auto flags = reply.words({"tags", "f", "medias", "0", "streams", "0", "flags"});
  EXPECT_NE(std::find(flags.begin(), flags.end(), "strict source address"), flags.end());
  EXPECT_NE(std::find(flags.begin(), flags.end(), "media handover"), flags.end());
}

TEST_F(QueryTest, CountsPacketsAndAddsThemUp) {
  answer();
  talk();
  talk();
  bench_.deliver(bench_.port_for("f"), at("192.0.2.1", 4000), media::rtcp_text());
  const Reply reply = query();
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "stats", "packets"}), 2);
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "0", "stats", "bytes"}), 34);
  EXPECT_EQ(reply.number({"tags", "f", "medias", "0", "streams", "1", "stats", "packets"}), 1);
  EXPECT_EQ(reply.number({"totals", "RTP", "packets"}), 4);
  EXPECT_EQ(reply.number({"totals", "RTCP", "packets"}), 1);
  EXPECT_EQ(reply.number({"totals", "RTCP", "bytes"}), 8);
}

TEST_F(QueryTest, NamesWhatWasDroppedAndWhy) {
  answer();
  EXPECT_EQ(query().at({"tags", "f", "medias", "0", "streams", "0", "drops"}), nullptr);
  bench_.deliver(bench_.port_for("f"), at("203.0.113.9", 4000), media::rtp_text(0));
  EXPECT_EQ(query().number({"tags", "f", "medias", "0", "streams", "0", "drops", "source-refused"}),
            1);
}

TEST_F(QueryTest, TellsWhyAStreamIsNotInTheKernel) {
  answer();
  EXPECT_NE(query().text_at({"tags", "f", "medias", "0", "streams", "0", "offload"}), "");
  talk();
  EXPECT_EQ(query().text_at({"tags", "f", "medias", "0", "streams", "0", "offload"}), "");
}

TEST_F(QueryTest, ShowsMediaThatIsOffWithoutPorts) {
  Arguments offer{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("192.0.2.1", 0)}};
  bench_.command("offer", offer);
  EXPECT_EQ(query().at({"tags", "f", "medias", "0", "streams", "0", "local port"}), nullptr);
}

}  // namespace
}  // namespace rtpengine::call
