// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls that go wrong, each in a way of its own, and calls with which all is well.
#include "call/explain.h"

#include "tests/unit/call/explain_fixture.h"
#include "tests/unit/call/fake_plugin.h"

namespace rtpengine::call {
namespace {

using media::DropReason;

/// Behind an interface that tells the parties this address.
class BehindInterface : public ExplainTest {
 protected:
  explicit BehindInterface(std::string_view advertised) : ExplainTest(spec(advertised)) {}

 private:
  static std::vector<net::InterfaceSpec> spec(std::string_view advertised) {
    std::vector<net::InterfaceSpec> all{loopback_interface("default")};
    all.front().advertised = net::test::ip(advertised);
    return all;
  }
};
class BrokenCall : public ExplainTest {};
class GoodCall : public ExplainTest {
 protected:
  void expect_good() { EXPECT_EQ(faults(), Causes{}) << summary(); }
};

TEST_F(BrokenCall, OneSideSendsNothing) {
  set_up();
  speak("f");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"no-packets t 1"});
  EXPECT_EQ(summary(), "'f' hears nothing of 't' (audio 1): no RTP has arrived at " +
                           bench_.port_for("t").to_string() +
                           ", where 192.0.2.2:5000 is expected to send, and no RTCP either.");
}

TEST_F(BrokenCall, NobodySendsAnything) {
  set_up();
  pass(kWhile);
  EXPECT_EQ(faults(), (Causes{"no-packets f 1", "no-packets t 1"}));
  EXPECT_NE(summary().find("2 faults were found. The first: 't' hears nothing"), summary().npos);
}

TEST_F(BrokenCall, OneSideSendsFromElsewhere) {
  set_up();
  speak("t");
  stranger(at("203.0.113.9", 4000), 3);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"wrong-source f 1"});
  EXPECT_EQ(summary(),
            "'t' hears nothing of 'f' (audio 1): 3 packets from 203.0.113.9:4000 refused, as "
            "192.0.2.1:4000 was expected.");
}

TEST_F(BrokenCall, APartyBehindNatOfWhichTheProxySaysNothing) {
  negotiate(body("10.1.2.3", 4000), body("192.0.2.2", 5000));
  speak("t");
  stranger(at("203.0.113.9", 61000), 3);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"nat-address f 1"});
  EXPECT_NE(summary().find("10.1.2.3"), summary().npos) << summary();
  EXPECT_NE(summary().find("203.0.113.9:61000"), summary().npos) << summary();
}

TEST_F(BrokenCall, APartyMovesWithoutAWord) {
  set_up();
  speak_both();
  pass(kWhile);
  speak("t");
  stranger(at("203.0.113.9", 4000), 30);
  EXPECT_EQ(faults(), Causes{"wrong-source f 1"});
}

TEST_F(BrokenCall, OneSideSendsWhatTheOtherDidNotAskFor) {
  negotiate(body("192.0.2.1", {Section{4000, {}, "RTP/AVP", "audio", "0 8"}}),
            body("192.0.2.2", {Section{5000, {}, "RTP/AVP", "audio", "8"}}));
  speak("f", 1, 0);
  speak("t", 1, 8);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"codec-mismatch f 1"});
  EXPECT_EQ(summary(),
            "'t' cannot understand 'f' (audio 1): it gets payload type 0 (PCMU), which its SDP "
            "does not list.");
}

TEST_F(BrokenCall, SrtpWithoutKeys) {
  set_up();
  speak_both();
  drop("f", DropReason::no_keys, 1);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"srtp-no-keys f 1"});
}

TEST_F(BrokenCall, SrtpThatDoesNotAuthenticate) {
  set_up();
  speak_both();
  drop("t", DropReason::not_authentic, 1);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"srtp-authentication t 1"});
}

const std::string kDtls = "a=fingerprint:sha-256 AB\r\n";

TEST_F(BrokenCall, SrtpOnOneSideOnly) {
  negotiate(body("192.0.2.1", {Section{4000, kDtls, "RTP/SAVP"}}), body("192.0.2.2", 5000));
  speak_both();
  pass(kWhile);
  EXPECT_EQ(faults(), (Causes{"profile-mismatch f 1", "profile-mismatch t 1"}));
}

const std::string kIce = "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n";
/// A STUN binding request without attributes.
const std::string kStun(
    "\x00\x01\x00\x00\x21\x12\xa4\x42"
    "abcdefghijkl",
    20);

TEST_F(BrokenCall, IceThatNobodyAnswers) {
  negotiate(body("192.0.2.1", 4000, kIce), body("192.0.2.2", 5000));
  EXPECT_EQ(from_f(kStun), "-");
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"ice-unhandled f 1"});
  EXPECT_NE(summary().find("1 packet of STUN"), summary().npos) << summary();
}

TEST_F(BrokenCall, IceThatFindsNoWay) {
  FakePlugin plugin{"ice"};
  plugin.feature("ice", [](const std::string&, rtpengine::Negotiation&) { return Status::ok; },
                 {"ICE"});
  bench_.calls->set_extensions(plugin.set());
  negotiate(body("192.0.2.1", 4000, kIce), body("192.0.2.2", 5000));
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"ice-unfinished f 1"});
  bench_.calls->end_all(EndReason::shutdown);
}

TEST_F(BrokenCall, DtlsThatNobodyAnswers) {
  negotiate(body("192.0.2.1", {Section{4000, "a=fingerprint:sha-256 AB\r\n", "UDP/TLS/RTP/SAVP"}}),
            body("192.0.2.2", {Section{5000, "a=fingerprint:sha-256 CD\r\n", "UDP/TLS/RTP/SAVP"}}));
  EXPECT_EQ(from_f("\x16\xfe\xff DTLS handshake"), "-");
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"dtls-unhandled f 1"});
}

TEST_F(BrokenCall, OneSideHoldsOnly) {
  negotiate(body("192.0.2.1", 4000, "a=sendonly\r\n"), body("192.0.2.2", 5000, "a=recvonly\r\n"));
  pass(kWhile);
  EXPECT_EQ(notes(), Causes{"on-hold f 1"});
  EXPECT_EQ(summary(),
            "No fault is found. 'f' holds audio 1 (sendonly in its SDP) and is not to hear 't'.");
}

TEST_F(BrokenCall, OneSideWantsToListenOnly) {
  negotiate(body("192.0.2.1", 4000, "a=recvonly\r\n"), body("192.0.2.2", 5000, "a=sendonly\r\n"));
  EXPECT_EQ(notes(), Causes{"on-hold t 1"});
  negotiate(body("192.0.2.1", 4000, "a=recvonly\r\n"), body("192.0.2.2", 5000));
  EXPECT_EQ(notes(), Causes{"receive-only f 1"});
}

TEST_F(BrokenCall, TheOnlyMediaIsRefused) {
  negotiate(body("192.0.2.1", 4000), body("192.0.2.2", 0));
  EXPECT_EQ(faults(), Causes{"media-rejected t 1"});
  EXPECT_EQ(summary(), "audio 1 of 't' is off: its SDP has port 0.");
}

TEST_F(BrokenCall, MediaIsLeftOutOfTheAnswer) {
  negotiate(body("192.0.2.1", {Section{4000}, Section{4002}}), body("192.0.2.2", 5000));
  EXPECT_EQ(notes(), Causes{"media-rejected t 2"});
}

TEST_F(BrokenCall, MediaThatIsNotRelayed) {
  const Section chat{9, {}, "TCP/MSRP", "message", "*"};
  negotiate(body("192.0.2.1", {Section{4000}, chat}), body("192.0.2.2", {Section{5000}, chat}));
  EXPECT_EQ(notes(), Causes{"not-relayed f 2"});
}

TEST_F(BrokenCall, AnAddressThatIsAHostName) {
  std::string answer = body("192.0.2.2", 5000);
  const std::string line = "c=IN IP4 192.0.2.2";
  answer.replace(answer.find(line), line.size(), "c=IN IP4 phone.example.com");
  negotiate(body("192.0.2.1", 4000), answer);
  speak("f");
  pass(kWhile);
  EXPECT_EQ(faults(), (Causes{"no-address f 1", "no-packets t 1"}));
}

TEST_F(BrokenCall, AnAddressThatMediaNeverGoesTo) {
  negotiate(body("192.0.2.1", 4000), body("255.255.255.255", 5000));
  speak("f");
  pass(kWhile);
  EXPECT_EQ(faults(), (Causes{"forbidden-destination f 1", "no-packets t 1"}));
}

TEST_F(BrokenCall, OneSideStops) {
  set_up();
  speak_both();
  for (int i = 0; i < 4; ++i) {
    pass(10 * base::kSecond);
    speak("f");
  }
  EXPECT_EQ(faults(), Causes{"stopped t 1"});
  EXPECT_NE(summary().find("40 s ago"), summary().npos) << summary();
}

TEST_F(BrokenCall, SomethingElseThanRtpArrives) {
  set_up();
  from_f("hello");
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"not-rtp f 1"});
}

TEST_F(BrokenCall, NobodyListensWhereMediaIsSent) {
  set_up();
  speak("t");
  media("f").rtp().on_socket_error(ECONNREFUSED);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"unreachable f 1"});
}

TEST_F(BrokenCall, AFlood) {
  set_up();
  speak("t");
  media("f").rtp().on_rate_limited(1000);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"rate-limited f 1"});
}

TEST_F(BrokenCall, BlockedByCommand) {
  set_up();
  command("block media", {{"from-tag", "f"}});
  speak_both();
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{});
  EXPECT_EQ(notes(), Causes{"blocked f 1"});
}

TEST_F(BrokenCall, APluginDropsAll) {
  set_up();
  speak_both();
  drop("f", DropReason::by_stage, 1);
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"by-plugin f 1"});
}

TEST_F(BrokenCall, HeavyLoss) {
  set_up();
  for (int i = 0; i < 100; ++i) {
    if (i % 5 == 0) ++sequence_;
    speak("f");
  }
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"loss f 1"});
}

TEST_F(BrokenCall, TheSystemDoesNotSend) {
  set_up();
  bench_.io.refuse_sends = true;
  speak_both();
  pass(kWhile);
  EXPECT_EQ(faults(), (Causes{"send-failed f 1", "send-failed t 1"}));
}

class BehindPublicInterface : public BehindInterface {
 protected:
  BehindPublicInterface() : BehindInterface("203.0.113.1") {}
};

TEST_F(BehindPublicInterface, APrivateAddressCannotBeReached) {
  negotiate(body("10.1.2.3", 4000), body("192.0.2.2", 5000));
  speak("t");
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"nat-address f 1"});
}

class BehindPrivateInterface : public BehindInterface {
 protected:
  BehindPrivateInterface() : BehindInterface("10.0.0.1") {}
};

TEST_F(BehindPrivateInterface, APartyOutsideCannotSendThere) {
  negotiate(body("10.1.2.3", 4000), body("192.0.2.2", 5000));
  sent(bench_.port_for("f"), at("10.1.2.3", 4000), media::rtp_text(0));
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"advertised-private t 1"});
}

TEST_F(BehindPrivateInterface, OnePhoneInsideIsSilent) {
  negotiate(body("10.1.2.3", 4000), body("10.1.2.4", 5000));
  sent(bench_.port_for("f"), at("10.1.2.3", 4000), media::rtp_text(0));
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{"no-packets t 1"});
}

TEST_F(GoodCall, BothTalk) {
  set_up();
  speak_both();
  pass(kWhile);
  expect_good();
  EXPECT_EQ(summary(), "No fault is found.");
  EXPECT_EQ(notes(), Causes{});
}

TEST_F(GoodCall, IsJustAnswered) {
  set_up();
  expect_good();
  pass(2 * base::kSecond);
  expect_good();
  EXPECT_EQ(summary(), "No fault is found, but it is too early to tell.");
}

TEST_F(GoodCall, Rings) {
  offer();
  pass(40 * base::kSecond);
  expect_good();
  EXPECT_EQ(notes(), Causes{"not-answered f 1"});
}

TEST_F(GoodCall, HasEarlyMedia) {
  offer();
  bench_.deliver(bench_.call().participants()[1]->media(0).ports().selected()->rtp.local(), kT,
                 media::rtp_text(0));
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, IsHeldWithMusicOrWithout) {
  set_up();
  speak_both();
  pass(40 * base::kSecond);
  negotiate(body("192.0.2.1", 4000, "a=sendonly\r\n"), body("192.0.2.2", 5000, "a=recvonly\r\n"),
            {{"to-tag", "t"}});
  pass(40 * base::kSecond);
  expect_good();
  speak("f");
  expect_good();
}

TEST_F(GoodCall, IsHeldByBoth) {
  negotiate(body("192.0.2.1", 4000, "a=inactive\r\n"), body("192.0.2.2", 5000, "a=inactive\r\n"));
  pass(40 * base::kSecond);
  expect_good();
}

TEST_F(GoodCall, IsHeldInTheOldForm) {
  set_up();
  speak_both();
  negotiate(body("0.0.0.0", 4000), body("192.0.2.2", 5000), {{"to-tag", "t"}});
  speak("t");
  pass(40 * base::kSecond);
  expect_good();
  EXPECT_EQ(notes(), Causes{"on-hold f 1"});
}

TEST_F(GoodCall, IsJustTakenFromHold) {
  negotiate(body("192.0.2.1", 4000, "a=sendonly\r\n"), body("192.0.2.2", 5000, "a=recvonly\r\n"));
  pass(40 * base::kSecond);
  negotiate(body("192.0.2.1", 4000), body("192.0.2.2", 5000), {{"to-tag", "t"}});
  pass(2 * base::kSecond);
  expect_good();
}

TEST_F(GoodCall, HasAPartyThatSuppressesSilence) {
  set_up();
  speak_both();
  for (int i = 0; i < 12; ++i) {
    pass(5 * base::kSecond);
    speak("t");
    sent(bench_.rtcp_port_for("f"), at("192.0.2.1", 4001), media::rtcp_text());
  }
  expect_good();
}

TEST_F(GoodCall, HasAPartyThatSentComfortNoiseLast) {
  set_up();
  speak("f", 1, 0);
  speak("f", 1, 13);
  speak("t");
  for (int i = 0; i < 12; ++i) {
    pass(5 * base::kSecond);
    speak("t");
  }
  expect_good();
}

TEST_F(GoodCall, SharesOnePortForRtpAndRtcp) {
  offer(kMuxLine);
  answer(kMuxLine);
  speak_both();
  from_f(media::rtcp_text());
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, HasPartiesThatSendFromOtherPorts) {
  set_up();
  sent(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  sent(bench_.port_for("t"), at("192.0.2.2", 5555), media::rtp_text(0));
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, HasAnAsymmetricParty) {
  offer(kDtmfLine, {"asymmetric"});
  answer();
  sent(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  speak("t");
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, HasAPartyBehindNatOfWhichTheProxyTells) {
  Arguments offer{{"from-tag", "f"}, {"sdp", body("10.1.2.3", 4000)}};
  offer.list("received from", {"IP4", "203.0.113.9"});
  EXPECT_EQ(command("offer", std::move(offer)).result(), "ok");
  answer();
  stranger(at("203.0.113.9", 61000));
  speak("t");
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, MovesWithAReInvite) {
  set_up();
  speak_both();
  pass(kWhile);
  negotiate(body("192.0.2.3", 4400), body("192.0.2.2", 5000), {{"to-tag", "t"}});
  stranger(at("192.0.2.3", 4400), 3);
  speak("t");
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, IsForked) {
  for (const char* branch : {"b1", "b2"}) {
    command("offer", {{"from-tag", "f"}, {"via-branch", branch}, {"sdp", body("192.0.2.1", 4000)}});
  }
  command(
      "answer",
      {{"from-tag", "f"}, {"to-tag", "u"}, {"via-branch", "b1"}, {"sdp", body("192.0.2.7", 7000)}});
  command(
      "answer",
      {{"from-tag", "f"}, {"to-tag", "t"}, {"via-branch", "b2"}, {"sdp", body("192.0.2.2", 5000)}});
  speak_both();
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, RefusesVideo) {
  const Section video{4002, {}, "RTP/AVP", "video", "96"};
  const Section refused{0, {}, "RTP/AVP", "video", "96"};
  negotiate(body("192.0.2.1", {Section{4000}, video}), body("192.0.2.2", {Section{5000}, refused}));
  speak_both();
  pass(kWhile);
  expect_good();
  EXPECT_EQ(notes(), Causes{"media-rejected t 2"});
}

TEST_F(GoodCall, OffersIceAndSendsRtpWithoutIt) {
  negotiate(body("192.0.2.1", 4000, kIce), body("192.0.2.2", 5000));
  from_f(kStun);
  speak_both();
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, SendsDtmf) {
  set_up();
  speak_both();
  speak("f", 3, 101);
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, IsDisturbedByStrayPackets) {
  set_up();
  speak_both();
  stranger(at("203.0.113.9", 4000), 3);
  pass(kWhile);
  expect_good();
  EXPECT_EQ(notes(), Causes{"other-source f 1"});
}

TEST_F(GoodCall, TakesLossAsItComes) {
  set_up();
  for (int i = 0; i < 100; ++i) {
    if (i % 50 == 0) ++sequence_;
    speak("f");
  }
  speak("t");
  pass(kWhile);
  expect_good();
}

TEST_F(GoodCall, ChangesItsCodec) {
  set_up();
  speak_both();
  pass(1);
  negotiate(body("192.0.2.1", {Section{4000, {}, "RTP/AVP", "audio", "8"}}),
            body("192.0.2.2", {Section{5000, {}, "RTP/AVP", "audio", "8"}}), {{"to-tag", "t"}});
  pass(kWhile);
  expect_good();
}

std::vector<net::InterfaceSpec> ipv6_interface() {
  std::vector<net::InterfaceSpec> all{loopback_interface("default")};
  all.front().address = all.front().advertised = net::test::ip("::1");
  return all;
}

class GoodCallOverIpv6 : public ExplainTest {
 protected:
  GoodCallOverIpv6() : ExplainTest(ipv6_interface()) {}
};

TEST_F(GoodCallOverIpv6, BothTalk) {
  if (!net::test::have_ipv6()) GTEST_SKIP() << "this system has no IPv6";
  negotiate(body("2001:db8::1", 4000), body("2001:db8::2", 5000));
  sent(bench_.port_for("f"), at("2001:db8::1", 4000), media::rtp_text(0));
  sent(bench_.port_for("t"), at("2001:db8::2", 5000), media::rtp_text(0));
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{}) << summary();
}

const std::string kTwoAnswered = body("192.0.2.2", {Section{5000}, Section{5002}});

TEST_F(BrokenCall, AnAnswerHasMoreMediaThanTheOffer) {
  negotiate(body("192.0.2.1", 4000), kTwoAnswered);
  speak_both();
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{}) << summary();
  EXPECT_EQ(notes(), Causes{"not-offered t 2"});
  EXPECT_NE(summary().find("'t' answers with audio 2, which nobody has offered."), summary().npos)
      << summary();
}

TEST_F(BrokenCall, AnAnswerHadMoreMediaThanTheOfferAndNextTimeHasNot) {
  negotiate(body("192.0.2.1", 4000), kTwoAnswered);
  negotiate(body("192.0.2.1", 4000), body("192.0.2.2", 5000), {{"to-tag", "t"}});
  speak_both();
  pass(kWhile);
  EXPECT_EQ(faults(), Causes{}) << summary();
  EXPECT_EQ(notes(), Causes{}) << "nobody offered it, so nobody left it out";
}

TEST_F(GoodCall, OffersWhatWasAnsweredTooMuch) {
  negotiate(body("192.0.2.1", 4000), kTwoAnswered);
  negotiate(body("192.0.2.1", {Section{4000}, Section{4002}}), kTwoAnswered, {{"to-tag", "t"}});
  speak_both();
  sent(bench_.port_for("f", 1), at("192.0.2.1", 4002), media::rtp_text(0));
  sent(bench_.port_for("t", 1), at("192.0.2.2", 5002), media::rtp_text(0));
  pass(kWhile);
  expect_good();
  EXPECT_EQ(notes(), Causes{});
}

TEST_F(BrokenCall, IsToldOfOnePartyAndItsPeer) {
  set_up();
  pass(kWhile);
  const Reply of_f = command("explain", {{"from-tag", "f"}});
  EXPECT_EQ(of_f.text_at({"media", "1", "party"}), "t");
  EXPECT_EQ(command("explain", {{"from-tag", "x"}}).reason(),
            "No party of the call has one of these tags");
}

TEST_F(BrokenCall, HasTheKeysThatClientsKnow) {
  set_up();
  pass(kWhile);
  const Reply reply = command("explain");
  EXPECT_EQ(reply.words({}), (Causes{"summary", "findings", "media", "result"}));
  EXPECT_EQ(reply.words({"findings", "0"}), (Causes{"cause", "level", "party", "media", "text"}));
  EXPECT_EQ(reply.words({"media", "0"}), (Causes{"party", "media", "name", "sentences"}));
  EXPECT_EQ(reply.text_at({"media", "0", "name"}), "'f', audio 1");
}

}  // namespace
}  // namespace rtpengine::call
