// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is offered DTLS, who is answered with it, and with which parts.
#include "plugins/dtls/negotiator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "plugin_bench.h"

namespace rtpengine::dtls {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kOffWords[] = {"off", "no", "disable", "disabled"};
const std::string kCrypto =
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n";

class NegotiatorTest : public testing::Test {
 protected:
  explicit NegotiatorTest(const std::string& passive = "0")
      : host_(PluginBench::Options{{"dtls-passive", passive}}) {}

  static call::Arguments wants(std::string_view protocol) {
    return {{"transport-protocol", protocol}};
  }
  static call::Arguments says(std::string_view word) { return {{"DTLS", word}}; }
  static call::Arguments wants(std::string_view protocol, std::string_view word) {
    return {{"transport-protocol", protocol}, {"DTLS", word}};
  }
  static call::Section plain(int port = 4000) { return call::Section{port}; }
  /// Of a party that speaks DTLS.
  call::Section of(const Phone& phone, std::string_view setup, std::string protocol = kTls) {
    return section(std::move(protocol), phone.lines(setup), phone.address().port);
  }
  static bool has_dtls(const std::string& sdp) {
    return !value_of(sdp, "fingerprint").empty() || !value_of(sdp, "setup").empty();
  }
  static std::size_t cryptos(const std::string& sdp) { return values_of(sdp, "crypto").size(); }
  /// What f, which offers this setup, is answered.
  std::string answered(std::string_view setup, std::string_view in_offer = "",
                       std::string_view in_answer = "") {
    host_.offer(of(f_, setup), wants("RTP/AVP", in_offer));
    return value_of(host_.answer(plain(5000), says(in_answer)), "setup");
  }
  /// Our part towards f, in the words of query.
  Texts part_of(const std::string& tag) {
    Texts parts = host_.flags(tag);
    std::erase_if(parts, [](const std::string& word) { return !word.starts_with("DTLS role"); });
    return parts;
  }

  PluginBench host_;
  Phone f_{host_, "f", at("192.0.2.1", 4000), Role::client};
  Phone t_{host_, "t", at("192.0.2.2", 5000), Role::client};
};

TEST_F(NegotiatorTest, ASecureProfileIsOfferedBoth) {
  const std::string offered = host_.offer(plain(), wants("RTP/SAVP"));
  EXPECT_EQ(value_of(offered, "setup"), "actpass");
  EXPECT_THAT(value_of(offered, "fingerprint"),
              testing::MatchesRegex("sha-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}"));
  EXPECT_GT(cryptos(offered), 0u) << offered;
}

TEST_F(NegotiatorTest, WhatRunsInTlsIsOfferedDtlsAlone) {
  const std::string offered = host_.offer(plain(), wants(kTls));
  EXPECT_EQ(call::Shown(offered).protocol, kTls);
  EXPECT_TRUE(has_dtls(offered)) << offered;
  EXPECT_EQ(cryptos(offered), 0u) << offered;
}

TEST_F(NegotiatorTest, APlainProfileIsOfferedNone) {
  EXPECT_FALSE(has_dtls(host_.offer(plain())));
  EXPECT_FALSE(has_dtls(host_.answer(plain(5000))));
  EXPECT_THAT(host_.flags("t"), Not(Contains("DTLS-SRTP")));
}

TEST_F(NegotiatorTest, EachWordForOffLeavesSdes) {
  for (const char* word : kOffWords) {
    PluginBench host;
    const std::string offered = host.offer(plain(), wants("RTP/SAVP", word));
    EXPECT_FALSE(has_dtls(offered)) << word;
    EXPECT_GT(cryptos(offered), 0u) << word;
  }
}

TEST_F(NegotiatorTest, SdesOffLeavesDtls) {
  call::Arguments more = wants("RTP/SAVP");
  more.list("SDES", {"off"});
  const std::string offered = host_.offer(plain(), std::move(more));
  EXPECT_TRUE(has_dtls(offered)) << offered;
  EXPECT_EQ(cryptos(offered), 0u) << offered;
}

TEST_F(NegotiatorTest, PassiveOffersTheChoiceAllTheSame) {
  const std::string offered = host_.offer(plain(), wants(kTls, "passive"));
  EXPECT_EQ(value_of(offered, "setup"), "actpass");
}

TEST_F(NegotiatorTest, EachPartyIsShownOneFingerprint) {
  const std::string offered = host_.offer(of(f_, "actpass"));
  const std::string answered = host_.answer(of(t_, "active"));
  EXPECT_EQ(values_of(offered, "fingerprint").size(), 1u) << offered;
  EXPECT_EQ(values_of(answered, "fingerprint").size(), 1u) << answered;
  EXPECT_THAT(f_.lines(""), Not(HasSubstr(value_of(offered, "fingerprint"))));
  EXPECT_THAT(t_.lines(""), Not(HasSubstr(value_of(answered, "fingerprint"))));
}

TEST_F(NegotiatorTest, WhoOffersTheChoiceIsAnsweredActive) {
  EXPECT_EQ(answered("actpass"), "active");
  EXPECT_EQ(part_of("f"), Texts{"DTLS role active"});
}

TEST_F(NegotiatorTest, PassiveInTheAnswerIsForTheOfferer) {
  EXPECT_EQ(answered("actpass", "", "passive"), "passive");
  EXPECT_EQ(part_of("f"), Texts{"DTLS role passive"});
}

TEST_F(NegotiatorTest, PassiveInTheOfferIsRemembered) {
  EXPECT_EQ(answered("actpass", "passive", ""), "passive");
}

TEST_F(NegotiatorTest, WhoHasChosenIsFollowed) {
  EXPECT_EQ(answered("active"), "passive");
  EXPECT_EQ(part_of("f"), Texts{"DTLS role passive"});
}

TEST_F(NegotiatorTest, WhoIsPassiveIsFollowedWhateverIsPreferred) {
  EXPECT_EQ(answered("passive", "passive", "passive"), "active");
}

TEST_F(NegotiatorTest, WhoHoldsTheConnectionIsAnsweredSo) {
  EXPECT_EQ(answered("holdconn"), "holdconn");
  EXPECT_EQ(part_of("f"), Texts{});
}

TEST_F(NegotiatorTest, AnOfferWithoutSetupIsActive) {
  host_.offer(section(kTls, fingerprint_lines(f_.rtp.fingerprints())), wants("RTP/AVP"));
  EXPECT_EQ(value_of(host_.answer(plain(5000)), "setup"), "passive");
}

TEST_F(NegotiatorTest, AnAnswerSaysWhoBegins) {
  host_.offer(plain(), wants(kTls));
  host_.answer(of(t_, "active"));
  EXPECT_EQ(part_of("t"), Texts{"DTLS role passive"});
}

TEST_F(NegotiatorTest, AnAnswerWithoutSetupIsPassive) {
  host_.offer(plain(), wants(kTls));
  host_.answer(section(kTls, fingerprint_lines(t_.rtp.fingerprints()), 5000));
  EXPECT_EQ(part_of("t"), Texts{"DTLS role active"});
}

TEST_F(NegotiatorTest, WhatTheSessionSaysHoldsForTheMedia) {
  std::string sdp = call::body("192.0.2.1", {section(kTls)});
  sdp.insert(sdp.find("m="), f_.lines("active"));
  host_.offer_body(sdp, wants("RTP/AVP"));
  const std::string answered = host_.answer(plain(5000));
  EXPECT_EQ(value_of(answered, "setup"), "passive");
  EXPECT_THAT(host_.flags("f"), Contains("DTLS-SRTP"));
}

TEST_F(NegotiatorTest, DtlsGoesBeforeSdes) {
  host_.offer(section(kSecure, f_.lines("actpass") + kCrypto), wants("RTP/AVP"));
  const std::string answered = host_.answer(plain(5000));
  EXPECT_TRUE(has_dtls(answered)) << answered;
  EXPECT_EQ(cryptos(answered), 0u) << answered;
}

TEST_F(NegotiatorTest, WhoAcceptsBothGetsDtls) {
  host_.offer(plain(), wants(kSecure));
  host_.answer(section(kSecure, t_.lines("active") + kCrypto, 5000));
  EXPECT_THAT(host_.flags("t"), Contains("DTLS-SRTP"));
  EXPECT_THAT(host_.flags("t"), Not(Contains("SDES")));
}

TEST_F(NegotiatorTest, WhoAcceptsSdesGetsThat) {
  const std::string offered = host_.offer(plain(), wants(kSecure));
  host_.answer(section(kSecure, "a=crypto:" + value_of(offered, "crypto") + "\r\n", 5000));
  EXPECT_THAT(host_.flags("t"), Not(Contains("DTLS-SRTP")));
  EXPECT_THAT(host_.flags("t"), Contains("SDES"));
}

TEST_F(NegotiatorTest, OffInTheAnswerTakesSdesOfTheOfferer) {
  for (const char* word : kOffWords) {
    PluginBench host;
    host.offer(section(kSecure, f_.lines("actpass") + kCrypto), wants("RTP/AVP"));
    const std::string answered = host.answer(plain(5000), says(word));
    EXPECT_FALSE(has_dtls(answered)) << word;
    EXPECT_EQ(cryptos(answered), 1u) << word;
    EXPECT_THAT(host.flags("f"), Not(Contains("DTLS-SRTP"))) << word;
  }
}

/// Keys under a plain profile (RFC 8643) come by SDES alone.
TEST_F(NegotiatorTest, AFingerprintUnderAPlainProfileIsNoOffer) {
  const std::string offered = host_.offer(section("RTP/AVP", f_.lines("actpass")));
  EXPECT_FALSE(has_dtls(offered)) << offered;
  const std::string answered = host_.answer(plain(5000));
  EXPECT_FALSE(has_dtls(answered)) << answered;
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
}

TEST_F(NegotiatorTest, DataChannelsHaveNoKeysOfSrtp) {
  call::Section data = section("UDP/DTLS/SCTP", f_.lines("actpass"));
  data.type = "application";
  data.formats = "webrtc-datachannel";
  EXPECT_FALSE(has_dtls(host_.offer(data)));
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
}

TEST_F(NegotiatorTest, AFingerprintThatCannotBeReadIsNone) {
  host_.offer(section(kTls, setup_line("actpass") + "a=fingerprint:md5 00:11\r\n"),
              wants("RTP/AVP"));
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
}

TEST_F(NegotiatorTest, WhoWasNotOfferedItHasNotAcceptedIt) {
  host_.offer(plain(), wants(kSecure, "off"));
  host_.answer(section(kSecure, t_.lines("active") + kCrypto, 5000));
  EXPECT_THAT(host_.flags("t"), Not(Contains("DTLS-SRTP")));
}

TEST_F(NegotiatorTest, AReOfferShowsTheSame) {
  const std::string first = host_.offer(of(f_, "actpass"));
  const std::string answered = host_.answer(of(t_, "active"));
  const std::string second = host_.re_offer(of(f_, "actpass"));
  const std::string again = host_.answer(of(t_, "active"));
  EXPECT_EQ(value_of(second, "fingerprint"), value_of(first, "fingerprint"));
  EXPECT_EQ(value_of(second, "setup"), "actpass");
  EXPECT_EQ(value_of(again, "fingerprint"), value_of(answered, "fingerprint"));
  EXPECT_EQ(value_of(again, "setup"), value_of(answered, "setup"));
}

TEST_F(NegotiatorTest, AReOfferKeepsOurPartWhateverIsPreferred) {
  EXPECT_EQ(answered("actpass"), "active");
  host_.re_offer(of(f_, "actpass"), wants("RTP/AVP", "passive"));
  EXPECT_EQ(value_of(host_.answer(plain(5000), says("passive")), "setup"), "active");
}

TEST_F(NegotiatorTest, AnOfferOfTheOtherSideKeepsOurPart) {
  EXPECT_EQ(answered("active"), "passive");
  const call::Arguments back{{"call-id", "c"},
                             {"from-tag", "t"},
                             {"to-tag", "f"},
                             {"transport-protocol", kTls},
                             {"sdp", call::body("192.0.2.2", {plain(5000)})}};
  EXPECT_EQ(value_of(host_.bench.command("offer", back).sdp(), "setup"), "actpass");
  const call::Arguments reply{{"call-id", "c"},
                              {"from-tag", "t"},
                              {"to-tag", "f"},
                              {"sdp", call::body("192.0.2.1", {of(f_, "active")})}};
  EXPECT_FALSE(has_dtls(host_.bench.command("answer", reply).sdp()));
  EXPECT_EQ(part_of("f"), Texts{"DTLS role passive"});
}

TEST_F(NegotiatorTest, WhoGivesItUpHasNone) {
  EXPECT_EQ(answered("actpass"), "active");
  host_.re_offer(plain());
  EXPECT_FALSE(has_dtls(host_.answer(plain(5000))));
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
}

TEST_F(NegotiatorTest, WhatIsSwitchedOffIsShownNone) {
  host_.offer(plain(), wants(kTls));
  host_.answer(of(t_, "active"));
  EXPECT_FALSE(has_dtls(host_.re_offer(plain(0), wants(kTls))));
}

TEST_F(NegotiatorTest, BranchesOfOneOfferAreMetEach) {
  const std::string offered = host_.offer(plain(), wants(kTls));
  host_.answer(of(t_, "active"));
  Phone u(host_, "u", at("192.0.2.3", 5000), Role::client);
  host_.answer_body(call::body("192.0.2.3", {of(u, "active")}), {{"to-tag", "u"}});
  EXPECT_THAT(host_.flags("u"), Contains("DTLS-SRTP"));
  EXPECT_EQ(part_of("u"), Texts{"DTLS role passive"});
  host_.hand_over();
  const std::string again = host_.offer_body(call::body("192.0.2.1", {plain()}),
                                             {{"to-tag", "u"}, {"transport-protocol", kTls}});
  EXPECT_EQ(value_of(again, "fingerprint"), value_of(offered, "fingerprint"));
}

TEST_F(NegotiatorTest, MessagesWithoutABodyHaveNone) {
  call::Arguments partial{{"call-id", "c"}, {"from-tag", "f"}};
  partial.media(1, "192.0.2.1", 4000);
  EXPECT_EQ(host_.bench.command("offer", partial).result(), "ok");
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
}

class PassiveByOption : public NegotiatorTest {
 protected:
  PassiveByOption() : NegotiatorTest("1") {}
};

TEST_F(PassiveByOption, AnswersPassiveWhereItMayChoose) {
  EXPECT_EQ(answered("actpass"), "passive");
}

TEST_F(PassiveByOption, FollowsWhoHasChosen) { EXPECT_EQ(answered("passive"), "active"); }

}  // namespace
}  // namespace rtpengine::dtls
