// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the receiver of a message is shown, and which ports it takes.
#include "call/negotiation.h"

#include <gtest/gtest.h>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::call {
namespace {

class NegotiationTest : public testing::Test {
 protected:
  NegotiationTest() : bench_({}, {interface("first"), interface("second")}) {}
  static net::InterfaceSpec interface(const char* name) {
    net::InterfaceSpec spec = loopback_interface(name);
    spec.advertised = net::test::ip(*name == 'f' ? "203.0.113.1" : "203.0.113.2");
    return spec;
  }
  Reply send(std::string_view name, Arguments& arguments, const std::string& sdp) {
    arguments.set("call-id", "c").set("from-tag", "f").set("sdp", sdp);
    const Reply reply = bench_.command(name, arguments);
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    warning_ = reply.text("warning");
    text_ = reply.sdp();
    return Reply(*reply.root());
  }
  Shown offer(const std::string& sdp, Arguments arguments = {}) {
    send("offer", arguments, sdp);
    return Shown(text_);
  }
  Shown answer(const std::string& sdp, Arguments arguments = {}) {
    arguments.set("to-tag", "t");
    send("answer", arguments, sdp);
    return Shown(text_);
  }
  static Arguments words(std::string_view key, std::initializer_list<std::string_view> list) {
    Arguments arguments;
    arguments.list(key, list);
    return arguments;
  }

  Bench bench_;
  std::string text_, warning_;
};

const std::string kOffer = body("192.0.2.1", 4000);
const std::string kAnswer = body("192.0.2.2", 5000);

TEST_F(NegotiationTest, ShowsAPortPairAndTheAdvertisedAddress) {
  const Shown shown = offer(kOffer);
  EXPECT_EQ(shown.address, "203.0.113.1");
  EXPECT_EQ(shown.port % 2, 0);
  EXPECT_EQ(shown.rtcp_port, shown.port + 1);
  EXPECT_EQ(shown.direction, "sendrecv");
  EXPECT_FALSE(shown.mux);
  const Shown back = answer(kAnswer);
  EXPECT_EQ(back.port, bench_.port_for("f").port);
  EXPECT_EQ(shown.port, bench_.port_for("t").port);
}

TEST_F(NegotiationTest, ShowsTheInterfaceThatDirectionNames) {
  EXPECT_EQ(offer(kOffer, words("direction", {"first", "second"})).address, "203.0.113.2");
  EXPECT_EQ(answer(kAnswer).address, "203.0.113.1");
}

TEST_F(NegotiationTest, ShowsTheMediaAddress) {
  EXPECT_EQ(offer(kOffer, {{"media address", "198.51.100.9"}}).address, "198.51.100.9");
}

TEST_F(NegotiationTest, LogsThatTheInterfaceHasNotTheFamilyAskedFor) {
  loop::CapturedLog log;
  EXPECT_EQ(offer(kOffer, {{"address family", "IP6"}}).address, "203.0.113.1");
  EXPECT_NE(log.take().find("WARNING: [c] address family IP6 was asked for, but interface 'first' "
                            "has no such address\n"),
            std::string::npos);
  offer(kOffer, {{"address family", "IP4"}});
  EXPECT_EQ(log.take().find("family"), std::string::npos);
}

TEST_F(NegotiationTest, OpensPortsForEachMedia) {
  const std::string sdp = body("192.0.2.1", {Section{4000}, Section{4002}, Section{4004}});
  offer(sdp);
  EXPECT_EQ(bench_.ports_used(), 12u);
  EXPECT_NE(Shown(text_, 0).port, Shown(text_, 1).port);
  EXPECT_NE(Shown(text_, 1).port, Shown(text_, 2).port);
}

TEST_F(NegotiationTest, OpensNoPortsForMediaThatIsOff) {
  EXPECT_EQ(offer(body("192.0.2.1", 0)).port, 0);
  EXPECT_EQ(bench_.ports_used(), 0u);
}

TEST_F(NegotiationTest, GivesThePortsBackThatTheAnswerDeclines) {
  offer(body("192.0.2.1", {Section{4000}, Section{4002}}));
  answer(body("192.0.2.2", {Section{5000}, Section{0}}));
  EXPECT_EQ(Shown(text_, 1).port, 0);
  EXPECT_EQ(bench_.ports_used(), 4u);
}

TEST_F(NegotiationTest, ShowsOtherPortsWhenTheOtherSideMovesAndTheSameWhenItMovesBack) {
  const Shown first = offer(kOffer);
  answer(kAnswer);
  const Shown moved = offer(body("192.0.2.1", 4444));
  EXPECT_NE(moved.port, first.port);
  EXPECT_EQ(offer(kOffer).port, first.port);
}

TEST_F(NegotiationTest, KeepsThePortsWithPortLatching) {
  const Shown first = offer(kOffer);
  answer(kAnswer);
  EXPECT_EQ(offer(body("192.0.2.1", 4444), words("flags", {"port latching"})).port, first.port);
}

TEST_F(NegotiationTest, KeepsThePortsOfTheSender) {
  offer(kOffer);
  const Shown first = answer(kAnswer);
  offer(body("192.0.2.1", 4444));
  EXPECT_EQ(answer(kAnswer).port, first.port);
}

TEST_F(NegotiationTest, ShowsHoldInTheOldFormAsItCame) {
  const Shown shown = offer(body("0.0.0.0", 4000));
  EXPECT_EQ(shown.address, "0.0.0.0");
  EXPECT_GT(shown.port, 0);
  EXPECT_EQ(shown.direction, "sendonly");
}

TEST_F(NegotiationTest, KeepsThePortsThroughHold) {
  const Shown first = offer(kOffer);
  answer(kAnswer);
  EXPECT_EQ(offer(body("0.0.0.0", 4000)).port, first.port);
  EXPECT_EQ(offer(kOffer).port, first.port);
}

TEST_F(NegotiationTest, PassesTheDirectionOn) {
  for (const char* direction : {"sendonly", "recvonly", "inactive", "sendrecv"}) {
    EXPECT_EQ(offer(body("192.0.2.1", 4000, "a=" + std::string(direction) + "\r\n")).direction,
              direction);
  }
}

TEST_F(NegotiationTest, TakesTheSipSourceInPlaceOfTheBodysAddress) {
  Arguments arguments;
  arguments.list("flags", {"SIP source address"}).list("received from", {"IP4", "198.51.100.7"});
  offer(kOffer, std::move(arguments));
  EXPECT_EQ(bench_.party("f").media(0).rtp_endpoint().to_string(), "198.51.100.7:4000");
}

TEST(NegotiationWithSipSourceTest, TrustsTheBodyOnlyWhereAsked) {
  Settings settings;
  settings.sip_source = true;
  Bench bench(settings);
  Arguments offer{{"call-id", "c"}, {"from-tag", "f"}, {"sdp", kOffer}};
  offer.list("received from", {"IP4", "198.51.100.7"});
  bench.command("offer", offer);
  EXPECT_EQ(bench.party("f").media(0).rtp_endpoint().to_string(), "198.51.100.7:4000");
  offer.list("flags", {"trust address"});
  bench.command("offer", offer);
  EXPECT_EQ(bench.party("f").media(0).rtp_endpoint().to_string(), "192.0.2.1:4000");
}

TEST_F(NegotiationTest, GivesTheMidOfTheOfferBack) {
  EXPECT_EQ(offer(body("192.0.2.1", 4000, "a=mid:audio0\r\n")).mid, "audio0");
  EXPECT_EQ(answer(body("192.0.2.2", 5000, "a=mid:other\r\n")).mid, "audio0");
}

TEST_F(NegotiationTest, MakesUpAMidWhereAsked) {
  EXPECT_EQ(offer(kOffer).mid, "");
  EXPECT_EQ(offer(kOffer, words("flags", {"generate mid"})).mid, "1");
  const std::string mixed =
      body("192.0.2.1", {{4000, "a=mid:2\r\n"}, {4002}, {4004, "a=mid:3\r\n"}});
  Arguments arguments{{"call-id", "m"}, {"from-tag", "f"}, {"sdp", mixed}};
  const std::string shown =
      bench_.command("offer", arguments.list("flags", {"generate mid"})).sdp();
  EXPECT_EQ(Shown(shown, 0).mid, "2");
  EXPECT_EQ(Shown(shown, 1).mid, "4") << "not one that another media has";
  EXPECT_EQ(Shown(shown, 2).mid, "3");
}

TEST_F(NegotiationTest, ChangesTheProfileBetweenAvpAndAvpf) {
  EXPECT_EQ(offer(kOffer, {{"transport protocol", "RTP/AVPF"}}).protocol, "RTP/AVPF");
  EXPECT_EQ(answer(body("192.0.2.2", {Section{5000, "", "RTP/AVPF"}})).protocol, "RTP/AVP");
  EXPECT_EQ(offer(kOffer).protocol, "RTP/AVPF") << "a re-offer keeps what the other side speaks";
}

TEST_F(NegotiationTest, DoesNotPretendToDoDtls) {
  EXPECT_EQ(offer(kOffer, {{"transport protocol", "UDP/TLS/RTP/SAVP"}}).protocol, "RTP/AVP");
  EXPECT_NE(warning_, "");
}

TEST_F(NegotiationTest, LeavesWhatDoesNotRunOverUdpAlone) {
  offer(body("192.0.2.1", {Section{4000}, Section{2855, "", "TCP/MSRP", "message", "*"}}));
  EXPECT_EQ(Shown(text_, 1).port, 2855);
  EXPECT_EQ(Shown(text_, 1).address, "192.0.2.1");
  EXPECT_EQ(bench_.ports_used(), 4u);
}

TEST_F(NegotiationTest, RelaysFaxWithoutRtcpLines) {
  offer(body("192.0.2.1", {Section{4000, "", "udptl", "image", "t38"}}));
  EXPECT_EQ(text_.find("a=rtcp"), std::string::npos);
  EXPECT_GT(Shown(text_).port, 0);
}

TEST_F(NegotiationTest, PutsMuxInForceOnOnePortOnceBothHaveIt) {
  const Shown shown = offer(body("192.0.2.1", 4000, kMuxLine));
  EXPECT_TRUE(shown.mux);
  EXPECT_EQ(shown.rtcp_port, shown.port + 1) << "only proposed";
  const Shown back = answer(body("192.0.2.2", 5000, kMuxLine));
  EXPECT_TRUE(back.mux);
  EXPECT_EQ(back.rtcp_port, back.port);
}

TEST_F(NegotiationTest, OpensOnePortWhereMuxIsRequired) {
  const Shown shown = offer(kOffer, words("rtcp-mux", {"require"}));
  EXPECT_TRUE(shown.mux);
  EXPECT_EQ(shown.rtcp_port, shown.port);
  EXPECT_EQ(bench_.ports_used(), 3u);
  const Shown back = answer(body("192.0.2.2", 5000, kMuxLine));
  EXPECT_FALSE(back.mux) << "the offerer has none";
  EXPECT_EQ(back.rtcp_port, back.port + 1);
}

TEST_F(NegotiationTest, OpensAPortForRtcpWhenMuxIsNotOfferedAnyMore) {
  offer(kOffer, words("rtcp-mux", {"require"}));
  answer(body("192.0.2.2", 5000, kMuxLine));
  const Shown shown = offer(kOffer, {{"to-tag", "t"}});
  EXPECT_FALSE(shown.mux);
  EXPECT_EQ(shown.rtcp_port, shown.port + 1);
}

TEST_F(NegotiationTest, OpensAPortForRtcpWhenAPartyOffersWithoutTheMuxThatItHad) {
  offer(kOffer, words("rtcp-mux", {"require"}));
  answer(body("192.0.2.2", 5000, kMuxLine));
  offer(kAnswer, {{"from-tag", "t"}, {"to-tag", "f"}});
  const Shown back = answer(kOffer, {{"from-tag", "t"}, {"to-tag", "f"}});
  EXPECT_FALSE(back.mux);
  EXPECT_EQ(back.rtcp_port, back.port + 1);
}

TEST_F(NegotiationTest, WarnsAboutWhatNeedsAPlugin) {
  offer(kOffer, {{"ICE", "force"}});
  EXPECT_NE(warning_.find("plugin ice is not loaded"), std::string::npos) << warning_;
  offer(kOffer);
  EXPECT_EQ(warning_, "");
}

TEST_F(NegotiationTest, SetsTheTosOfTheCall) {
  offer(kOffer, Arguments{{"TOS", "184"}});
  EXPECT_EQ(bench_.call().tos(), 184);
  offer(kOffer, Arguments{{"TOS", "-1"}});
  EXPECT_EQ(bench_.call().tos(), 184) << "negative: no change";
  offer(kOffer);
  EXPECT_EQ(bench_.call().tos(), 0) << "absent: as configured";
  offer(kOffer, Arguments{{"TOS", "184"}});
  offer(kOffer, Arguments{{"TOS", "256"}});
  EXPECT_EQ(bench_.call().tos(), 0) << "too large: as configured";
}

TEST_F(NegotiationTest, KeepsTheTosOfTheOfferUnlessTheAnswerHasOne) {
  offer(kOffer, Arguments{{"TOS", "184"}});
  answer(kAnswer);
  EXPECT_EQ(bench_.call().tos(), 184);
  for (const char* no_tos : {"-1", "256", "much"}) {
    answer(kAnswer, Arguments{{"TOS", no_tos}});
    EXPECT_EQ(bench_.call().tos(), 184) << no_tos;
  }
  answer(kAnswer, Arguments{{"TOS", "96"}});
  EXPECT_EQ(bench_.call().tos(), 96);
}

TEST_F(NegotiationTest, MarksLoopsAndKnowsThem) {
  offer(kOffer, words("flags", {"loop protect"}));
  EXPECT_NE(text_.find("a=rtpengine:0123456789ab\r\n"), std::string::npos);
  const std::string ours = text_;
  const std::size_t ports = bench_.ports_used();
  offer(ours, words("flags", {"loop protect"}));
  EXPECT_EQ(text_, ours);
  EXPECT_EQ(bench_.ports_used(), ports);
}

TEST_F(NegotiationTest, DropsAStrangersLoopMark) {
  std::string sdp = kOffer;
  sdp.insert(sdp.find("m="), "a=rtpengine:ffffffffffff\r\n");
  offer(sdp, words("flags", {"loop protect"}));
  EXPECT_EQ(text_.find("ffffffffffff"), std::string::npos);
}

TEST_F(NegotiationTest, KeepsTheLastWordForEachPartysLabel) {
  offer(kOffer, {{"label", "one"}});
  EXPECT_EQ(bench_.party("f").label(), "one");
  offer(kOffer);
  EXPECT_EQ(bench_.party("f").label(), "one");
}

TEST_F(NegotiationTest, MediaThatTheAnswerLeavesOutIsRefused) {
  Section audio, video;
  audio.port = 4000;
  video.port = 4002;
  offer(body("192.0.2.1", std::vector{audio, video}));
  EXPECT_EQ(bench_.ports_used(), 8u);
  answer(kAnswer);
  EXPECT_EQ(bench_.ports_used(), 4u) << "nobody's packets are waited for";
  offer(body("192.0.2.1", std::vector{audio, video}));
  audio.port = 5000;
  answer(body("192.0.2.2", std::vector{audio, video}));
  EXPECT_EQ(bench_.ports_used(), 8u) << "it may be offered again";
}

TEST_F(NegotiationTest, SwitchesMulticastOffAndSaysSo) {
  Section paging;
  paging.attributes = "c=IN IP4 233.252.0.1/8\r\n";
  const Shown shown = offer(body("192.0.2.1", {paging, Section{}}));
  EXPECT_EQ(shown.port, 0);
  EXPECT_NE(Shown(text_, 1).port, 0);
  EXPECT_EQ(warning_, "media 1 is switched off: multicast is not relayed");
  EXPECT_EQ(bench_.ports_used(), 4u);
}

TEST(MulticastNegotiationTest, LeavesGroupsOnThatMayBeSentTo) {
  Settings settings;
  settings.allow_media_to = {net::test::ip("233.252.0.1")};
  Bench bench(settings);
  const Reply reply = bench.command(
      "offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", body("233.252.0.1/8", 4000)}});
  EXPECT_NE(Shown(reply.sdp()).port, 0);
  EXPECT_FALSE(reply.has("warning"));
}

TEST_F(NegotiationTest, ShowsAHoldInTheFormThatItCame) {
  offer(kOffer);
  answer(kAnswer);
  const Shown held = offer(body("0.0.0.0", 4000), words("replace", {"origin"}));
  EXPECT_EQ(held.address, "0.0.0.0");
  EXPECT_EQ(held.direction, "sendonly");
  EXPECT_NE(text_.find("IN IP4 203.0.113.1\r\ns="), std::string::npos) << text_;
  EXPECT_EQ(text_.find("m=audio"), text_.rfind("c=IN IP4 0.0.0.0") + 25) << text_;
}

TEST_F(NegotiationTest, ForgetsWithResetWhatTheReceiverAgreedTo) {
  Arguments avpf;
  avpf.set("transport protocol", "RTP/AVPF");
  EXPECT_EQ(offer(body("192.0.2.1", 4000, kMuxLine), std::move(avpf)).protocol, "RTP/AVPF");
  Section feedback{5000, kMuxLine, "RTP/AVPF"};
  answer(body("192.0.2.2", {feedback}));
  const Shown again = offer(body("192.0.2.1", 4000, kMuxLine));
  EXPECT_EQ(again.protocol, "RTP/AVPF");
  const Shown anew = offer(body("192.0.2.1", 4000, kMuxLine), words("flags", {"reset"}));
  EXPECT_EQ(anew.protocol, "RTP/AVP");
  EXPECT_TRUE(anew.mux);
  EXPECT_NE(anew.rtcp_port, anew.port);
  EXPECT_FALSE(bench_.party("t").media(0).mux_in_force());
}

}  // namespace
}  // namespace rtpengine::call
