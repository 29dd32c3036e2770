// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands offer and answer: what is checked, and what the reply says.
#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

const std::string kSdp = body("192.0.2.1", 4000);

std::string reason(std::string_view command, const Arguments& arguments) {
  Bench bench;
  const Reply reply = bench.command(command, arguments);
  EXPECT_EQ(bench.ports_used(), 0u);
  EXPECT_EQ(bench.directory.size(), 0u);
  return reply.reason();
}

TEST(OfferAnswerTest, NeedTheirKeys) {
  EXPECT_EQ(reason("offer", {{"call-id", "c"}, {"from-tag", "f"}}), "No SDP body in message");
  EXPECT_EQ(reason("offer", {{"from-tag", "f"}, {"sdp", kSdp}}), "No call-id in message");
  EXPECT_EQ(reason("offer", {{"call-id", "c"}, {"sdp", kSdp}}), "No from-tag in message");
  EXPECT_EQ(reason("answer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}}),
            "No to-tag in message");
}

TEST(OfferAnswerTest, AnswerNeedsACall) {
  EXPECT_EQ(reason("answer", {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}, {"sdp", kSdp}}),
            "Unknown call-id");
}

TEST(OfferAnswerTest, RefuseABodyThatIsNone) {
  const std::string why =
      reason("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", "m=audio what"}});
  EXPECT_TRUE(why.starts_with("Failed to parse SDP (")) << why;
  EXPECT_NE(reason("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", ""}}), "");
}

TEST(OfferAnswerTest, RefuseABodyWithoutAnAddress) {
  const std::string sdp =
      "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
  Arguments offer{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", sdp}};
  EXPECT_EQ(reason("offer", offer), "Incomplete SDP specification");
  Bench bench;
  offer.list("flags", {"SIP source address"}).list("received from", {"IP4", "192.0.2.1"});
  EXPECT_EQ(bench.command("offer", offer).result(), "ok");
}

TEST(OfferAnswerTest, RefuseAnArgumentThatMakesNoSense) {
  EXPECT_EQ(
      reason("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}, {"media address", "x"}}),
      "media address 'x' is no IP address");
}

TEST(OfferAnswerTest, ABodyThatIsTooLargeForAReplyMakesNoCall) {
  const auto filled = [](std::size_t size) {
    std::string lines;
    while (lines.size() < size) lines += "a=x-long:" + std::string(500, 'x') + "\r\n";
    return body("192.0.2.1", 4000, lines);
  };
  Bench bench;
  const auto offer = [&](const std::string& sdp) {
    return bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", sdp}});
  };
  const std::string why = offer(filled(64'500)).reason();
  EXPECT_TRUE(why.starts_with("SDP body too large for a reply (")) << why;
  EXPECT_EQ(bench.calls->find("c"), nullptr);
  EXPECT_EQ(offer(filled(63'000)).result(), "ok");
}

TEST(OfferAnswerTest, ReplyWithTheBody) {
  Bench bench;
  const Reply reply = bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}});
  EXPECT_EQ(reply.words({}), (std::vector<std::string>{"sdp", "result"}));
  EXPECT_EQ(bench.call().created_from, "192.0.2.250:40000");
}

TEST(OfferAnswerTest, ReplyWithOneWarningOfAll) {
  Bench bench;
  Arguments offer{
      {"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}, {"ICE", "force"}, {"record call", "on"}};
  EXPECT_EQ(bench.command("offer", offer).text("warning"),
            "ICE was asked for, but plugin ice is not loaded; "
            "recording was asked for, but plugin recording is not loaded");
}

TEST(OfferAnswerTest, LogTheWarningsOfTheirReply) {
  Bench bench;
  loop::CapturedLog log;
  bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}, {"ICE", "force"}});
  EXPECT_NE(log.take().find("NOTICE: ICE was asked for, but plugin ice is not loaded\n"),
            std::string::npos);
}

TEST(OfferAnswerTest, ReplyToAPartialRequestWithItsMedia) {
  Bench bench;
  Arguments offer{{"call-id", "c"}, {"from-tag", "f"}};
  offer.media(2, "192.0.2.1", 4000);
  const Reply reply = bench.command("offer", offer);
  EXPECT_EQ(reply.number({"media", "0", "index"}), 2);
  EXPECT_EQ(reply.text_at({"media", "0", "address"}),
            bench.interfaces.first()->addresses.front().address.to_string());
  EXPECT_GT(reply.number({"media", "0", "port"}), 0);
  EXPECT_FALSE(reply.has("sdp"));
}

TEST(OfferAnswerTest, LeaveMediaThatAPartialRequestDoesNotNameAsTheyAre) {
  Bench bench;
  Arguments first{{"call-id", "c"}, {"from-tag", "f"}};
  first.media(1, "192.0.2.1", 4000);
  const std::int64_t port = bench.command("offer", first).number({"media", "0", "port"});
  Arguments second{{"call-id", "c"}, {"from-tag", "f"}};
  second.media(2, "192.0.2.1", 4002);
  bench.command("offer", second);
  EXPECT_EQ(bench.ports_used(), 8u);
  EXPECT_EQ(bench.command("offer", first).number({"media", "0", "port"}), port);
}

TEST(OfferAnswerTest, ShowHoldAndOffToPartialRequests) {
  Bench bench;
  Arguments hold{{"call-id", "c"}, {"from-tag", "f"}};
  hold.media(1, "0.0.0.0", 4000);
  Reply reply = bench.command("offer", hold);
  EXPECT_EQ(reply.text_at({"media", "0", "address"}), "0.0.0.0");
  EXPECT_GT(reply.number({"media", "0", "port"}), 0);
  Arguments off{{"call-id", "c"}, {"from-tag", "f"}};
  off.media(1, "192.0.2.1", 0);
  EXPECT_EQ(bench.command("offer", off).number({"media", "0", "port"}), 0);
}

TEST(OfferAnswerTest, TurnNewCallsAwayAtALimit) {
  Settings settings;
  settings.max_sessions = 1;
  Bench bench(settings);
  const Arguments first{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}};
  EXPECT_EQ(bench.command("offer", first).result(), "ok");
  Arguments second{{"call-id", "d"}, {"from-tag", "f"}, {"sdp", kSdp}};
  EXPECT_EQ(bench.command("offer", second).reason(), "Parallel session limit reached");
  EXPECT_EQ(bench.command("offer", first).result(), "ok") << "re-offers always pass";
  EXPECT_EQ(bench.directory.size(), 1u);
}

TEST(OfferAnswerTest, TellWhichLimitToClientsThatKnow) {
  Settings settings;
  settings.max_load = 1;
  Bench bench(settings);
  bench.monitor.set(2, 0, 0);
  Arguments offer{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}};
  EXPECT_EQ(bench.command("offer", offer).reason(), "Parallel session limit reached");
  offer.list("supports", {"load limit"});
  const Reply reply = bench.command("offer", offer);
  EXPECT_EQ(reply.result(), "load limit");
  EXPECT_EQ(reply.text("message"), "Load limit exceeded");
}

TEST(OfferAnswerTest, TurnNewCallsAwayWhileTheDaemonDrains) {
  Bench bench;
  Arguments first{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}};
  EXPECT_EQ(bench.command("offer", first).result(), "ok");
  bench.shared.draining = true;
  Arguments second{{"call-id", "d"}, {"from-tag", "f"}, {"sdp", kSdp}};
  EXPECT_EQ(bench.command("offer", second).reason(), "Parallel session limit reached");
  second.list("supports", {"load limit"});
  const Reply reply = bench.command("offer", second);
  EXPECT_EQ(reply.result(), "load limit");
  EXPECT_EQ(reply.text("message"), "No new calls: this daemon is being drained");
  EXPECT_EQ(bench.command("offer", first).result(), "ok") << "calls that are up go on";
  bench.shared.draining = false;
  EXPECT_EQ(bench.command("offer", second).result(), "ok");
}

TEST(OfferAnswerTest, LeaveNothingBehindWhenPortsRunOut) {
  net::InterfaceSpec tight = loopback_interface("default");
  tight.ports = net::PortRange{20000, 20005};
  Bench bench({}, {tight});
  const std::string much = body("192.0.2.1", std::vector<Section>(4));
  const Reply reply = bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", much}});
  EXPECT_TRUE(reply.reason().starts_with("Ran out of ports (")) << reply.reason();
  EXPECT_EQ(bench.calls->find("c"), nullptr);
  EXPECT_EQ(bench.ports_used(), 0u);
  EXPECT_EQ(bench.directory.size(), 0u);
}

TEST(OfferAnswerTest, KeepACallThatWasUpWhenPortsRunOut) {
  net::InterfaceSpec tight = loopback_interface("default");
  tight.ports = net::PortRange{20000, 20005};
  Bench bench({}, {tight});
  bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}});
  const std::string much = body("192.0.2.1", std::vector<Section>(4));
  const Reply reply = bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", much}});
  EXPECT_EQ(reply.result(), "error");
  EXPECT_NE(bench.calls->find("c"), nullptr);
  EXPECT_EQ(bench.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kSdp}}).result(),
            "ok");
}

TEST(OfferAnswerTest, BoundTheParticipantsOfACall) {
  Bench bench;
  Reply last;
  for (std::size_t i = 0; i <= Call::kMaxParticipants; ++i) {
    const std::string tag = "f" + std::to_string(i);
    const Arguments offer{{"call-id", "c"}, {"from-tag", tag}, {"sdp", body("192.0.2.1", 0)}};
    last = bench.command("offer", offer);
  }
  EXPECT_EQ(last.reason(), "Too many participants in this call");
  EXPECT_LE(bench.call().participants().size(), Call::kMaxParticipants + 1);
}

}  // namespace
}  // namespace rtpengine::call
