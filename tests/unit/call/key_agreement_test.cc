// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which keys parties get by SDES, and that what they send is translated between them.
#include "call/key_agreement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "tests/unit/call/allocation_count.h"
#include "tests/unit/call/relay_fixture.h"
#include "tests/unit/call/secure_party.h"

namespace rtpengine::call {
namespace {

using media::DropReason;
using media::rtcp_text;
using media::rtp_text;
using media::SrtpSuite;
using Texts = std::vector<std::string>;

constexpr auto k80 = SrtpSuite::aes_cm_128_hmac_sha1_80;
constexpr auto k32 = SrtpSuite::aes_cm_128_hmac_sha1_32;

class KeyAgreementTest : public RelayTest {
 protected:
  /// What t is shown of an offer of f.
  Shown offer(std::string protocol, std::string attributes, Arguments more = {}) {
    more.set("from-tag", "f");
    more.set("sdp",
             body("192.0.2.1", {Section{f_port_, std::move(attributes), std::move(protocol)}}));
    return shown(command("offer", std::move(more)));
  }
  /// What f is shown of an answer of t.
  Shown answer(std::string protocol, std::string attributes) {
    return shown(command(
        "answer",
        {{"from-tag", "f"},
         {"to-tag", "t"},
         {"sdp", body("192.0.2.2", {Section{5000, std::move(attributes), std::move(protocol)}})}}));
  }
  Shown shown(const Reply& reply) {
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    text_ = reply.sdp();
    warning_ = reply.text("warning");
    return Shown(text_);
  }
  std::vector<SdesLine> lines() const { return lines_of(text_); }
  const SdesLine& line_with(SrtpSuite suite) {
    for (const SdesLine& line : kept_ = lines()) {
      if (line.keying.suite == suite) return line;
    }
    ADD_FAILURE() << "no such suite in " << text_;
    return kept_.emplace_back();
  }

  /// A datagram of a party, and what the other one gets.
  std::string at_t(const std::string& of_f) { return arrives(bench_.port_for("f"), from_, of_f); }
  std::string at_f(const std::string& of_t) { return arrives(bench_.port_for("t"), kT, of_t); }
  std::string arrives(const net::Endpoint& to, const net::Endpoint& from, const std::string& data) {
    const auto sent = bench_.deliver(to, from, data);
    return sent.size() == 1 ? sent.front().data : "-";
  }
  /// As of t's and f's RTCP port.
  std::string rtcp_at_t(const std::string& of_f) {
    return arrives(bench_.rtcp_port_for("f"), at("192.0.2.1", f_port_ + 1), of_f);
  }
  std::string rtcp_at_f(const std::string& of_t) {
    return arrives(bench_.rtcp_port_for("t"), at("192.0.2.2", 5001), of_t);
  }
  std::uint64_t drops(std::string_view tag, DropReason reason) {
    return media(tag).rtp().drops()[reason];
  }

  /// f speaks SRTP, t plain RTP.
  void secure_caller(std::string protocol = "RTP/SAVP") {
    offer(std::move(protocol), f_.line(1), {{"transport protocol", "RTP/AVP"}});
    answer("RTP/AVP", "");
    f_.hears(lines().at(0).keying);
  }

  SecureParty f_{k80, 1};
  SecureParty t_{k80, 2};
  int f_port_ = 4000;
  net::Endpoint from_ = kF;
  std::string text_, warning_;
  std::vector<SdesLine> kept_;
};

TEST_F(KeyAgreementTest, PlainCallerSecureCallee) {
  const Shown at_callee = offer("RTP/AVP", "", {{"transport protocol", "RTP/SAVP"}});
  EXPECT_EQ(at_callee.protocol, "RTP/SAVP");
  EXPECT_EQ(warning_, "");
  const SdesLine& line = line_with(k80);
  t_.hears(line.keying);
  EXPECT_EQ(answer("RTP/SAVP", t_.line(line.tag)).protocol, "RTP/AVP");
  EXPECT_EQ(text_.find("a=crypto"), std::string::npos);
  EXPECT_EQ(t_.unprotect(at_t(rtp_text(0, 7))), rtp_text(0, 7));
  EXPECT_EQ(at_f(t_.protect(rtp_text(8, 9))), rtp_text(8, 9));
  EXPECT_EQ(t_.unprotect_rtcp(rtcp_at_t(rtcp_text())), rtcp_text());
  EXPECT_EQ(rtcp_at_f(t_.protect_rtcp(rtcp_text(5))), rtcp_text(5));
}

TEST_F(KeyAgreementTest, SecureCallerPlainCallee) {
  EXPECT_EQ(offer("RTP/SAVP", f_.line(3), {{"transport protocol", "RTP/AVP"}}).protocol, "RTP/AVP");
  EXPECT_EQ(text_.find("a=crypto"), std::string::npos);
  EXPECT_EQ(answer("RTP/AVP", "").protocol, "RTP/SAVP");
  ASSERT_EQ(lines().size(), 1u);
  EXPECT_EQ(lines()[0].tag, 3u);
  f_.hears(lines()[0].keying);
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 7))), rtp_text(0, 7));
  EXPECT_EQ(f_.unprotect(at_f(rtp_text(0, 9))), rtp_text(0, 9));
}

TEST_F(KeyAgreementTest, EachSuiteOfTheTen) {
  for (const media::SrtpSuiteInfo& suite : media::srtp_suites()) {
    SecureParty party(suite.suite, 5);
    offer("RTP/SAVP", party.line(1), {{"transport protocol", "RTP/AVP"}});
    answer("RTP/AVP", "");
    party.hears(lines().at(0).keying);
    EXPECT_EQ(at_t(party.protect(rtp_text(0, 7))), rtp_text(0, 7)) << suite.name;
    EXPECT_EQ(party.unprotect(at_f(rtp_text(0, 9))), rtp_text(0, 9)) << suite.name;
    command("delete", {{"from-tag", "f"}, {"delete delay", "0"}});
    bench_.tick();
  }
}

TEST_F(KeyAgreementTest, TwoSecurePartiesOfDifferentSuites) {
  offer("RTP/SAVP", f_.line(1));
  SecureParty t(k32, 2);
  const SdesLine& line = line_with(k32);
  t.hears(line.keying);
  answer("RTP/SAVP", t.line(line.tag));
  ASSERT_EQ(lines().size(), 1u);
  EXPECT_EQ(lines()[0].keying.suite, k80);
  f_.hears(lines()[0].keying);
  EXPECT_EQ(t.unprotect(at_t(f_.protect(rtp_text(0, 1)))), rtp_text(0, 1));
  EXPECT_EQ(f_.unprotect(at_f(t.protect(rtp_text(0, 2)))), rtp_text(0, 2));
}

TEST_F(KeyAgreementTest, ForgedPacketsOfTwoSecurePartiesDoNotPass) {
  offer("RTP/SAVP", f_.line(1));
  answer("RTP/SAVP", t_.line(1));
  SecureParty stranger(k80, 9);
  EXPECT_EQ(at_t(stranger.protect(rtp_text(0, 1))), "-");
  EXPECT_EQ(at_t(rtp_text(0, 1)), "-") << "nor does plain RTP";
  EXPECT_EQ(drops("f", DropReason::not_authentic), 2u);
  EXPECT_EQ(media("f").rtp().received().errors, 2u);
}

TEST_F(KeyAgreementTest, NothingGoesOutInClearBeforeThereAreKeys) {
  offer("RTP/AVP", "", {{"transport protocol", "RTP/SAVP"}});
  EXPECT_EQ(at_t(rtp_text(0, 1)), "-");
}

TEST_F(KeyAgreementTest, AReplayedPacketPassesOnce) {
  secure_caller();
  const std::string packet = f_.protect(rtp_text(0, 1));
  EXPECT_EQ(at_t(packet), rtp_text(0, 1));
  EXPECT_EQ(at_t(packet), "-");
  EXPECT_EQ(drops("f", DropReason::replayed), 1u);
}

TEST_F(KeyAgreementTest, WhoHasTheKeysMaySendFromAnywhere) {
  secure_caller();
  from_ = at("203.0.113.9", 9999);
  EXPECT_EQ(at_t(rtp_text(0, 1)), "-");
  EXPECT_EQ(drops("f", DropReason::source_refused), 1u);
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 2))), rtp_text(0, 2));
  EXPECT_EQ(media("f").rtp().learner().source_class(), media::SourceClass::proven);
  EXPECT_EQ(media("f").rtp().learner().endpoint(), from_);
}

TEST_F(KeyAgreementTest, WhatIsNotAuthenticTeachesNothing) {
  secure_caller();
  from_ = at("192.0.2.1", 4010);
  SecureParty stranger(k80, 9);
  EXPECT_EQ(at_t(stranger.protect(rtp_text(0, 1))), "-");
  EXPECT_EQ(media("f").rtp().learner().endpoint(), kF);
  EXPECT_EQ(media("f").rtp().learner().source_class(), media::SourceClass::none);
}

TEST_F(KeyAgreementTest, MuxedRtcpHasItsKeys) {
  offer("RTP/SAVP", f_.line(1) + kMuxLine, {{"transport protocol", "RTP/AVP"}});
  answer("RTP/AVP", kMuxLine);
  f_.hears(lines().at(0).keying);
  EXPECT_EQ(at_t(f_.protect_rtcp(rtcp_text())), rtcp_text());
  EXPECT_EQ(f_.unprotect_rtcp(at_f(rtcp_text(3))), rtcp_text(3));
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 1))), rtp_text(0, 1));
}

TEST_F(KeyAgreementTest, AReofferKeepsKeysAndCounters) {
  secure_caller();
  for (const std::uint16_t sequence : {65000, 65535, 300}) {
    EXPECT_NE(f_.unprotect(at_f(rtp_text(0, sequence))), "-");
    EXPECT_NE(at_t(f_.protect(rtp_text(0, sequence))), "-");
  }
  const SdesLine before = lines().at(0);
  offer("RTP/SAVP", f_.line(1), {{"to-tag", "t"}, {"transport protocol", "RTP/AVP"}});
  EXPECT_NE(at_t(f_.protect(rtp_text(0, 301))), "-") << "until it is answered, too";
  answer("RTP/AVP", "");
  EXPECT_EQ(lines().at(0).keying, before.keying);
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 302))), rtp_text(0, 302));
  EXPECT_EQ(f_.unprotect(at_f(rtp_text(0, 302))), rtp_text(0, 302));
}

TEST_F(KeyAgreementTest, AReofferMayChangeTheCallersKeys) {
  secure_caller();
  EXPECT_NE(at_t(f_.protect(rtp_text(0, 1))), "-");
  SecureParty next(k80, 7);
  const SdesLine before = lines().at(0);
  offer("RTP/SAVP", next.line(1), {{"to-tag", "t"}, {"transport protocol", "RTP/AVP"}});
  answer("RTP/AVP", "");
  EXPECT_EQ(lines().at(0).keying, before.keying) << "ours stay";
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 2))), rtp_text(0, 2)) << "until it takes the new ones";
  EXPECT_EQ(at_t(next.protect(rtp_text(0, 3))), rtp_text(0, 3));
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 4))), "-");
  EXPECT_EQ(f_.unprotect(at_f(rtp_text(0, 1))), rtp_text(0, 1));
}

TEST_F(KeyAgreementTest, AnotherDeviceGetsOtherKeys) {
  secure_caller();
  EXPECT_NE(at_t(f_.protect(rtp_text(0, 1))), "-");
  const SdesLine before = lines().at(0);
  SecureParty next(k80, 7);
  f_port_ = 4500;
  offer("RTP/SAVP", next.line(1), {{"to-tag", "t"}, {"transport protocol", "RTP/AVP"}});
  answer("RTP/AVP", "");
  EXPECT_NE(lines().at(0).keying.master, before.keying.master);
  from_ = at("192.0.2.1", 4500);
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 2))), "-");
  EXPECT_EQ(at_t(next.protect(rtp_text(0, 3))), rtp_text(0, 3));
}

TEST_F(KeyAgreementTest, AReofferMayGiveSrtpUp) {
  secure_caller();
  offer("RTP/AVP", "", {{"to-tag", "t"}});
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 2))), rtp_text(0, 2));
  EXPECT_EQ(answer("RTP/AVP", "").protocol, "RTP/AVP");
  EXPECT_EQ(at_t(rtp_text(0, 3)), rtp_text(0, 3));
  EXPECT_EQ(at_f(rtp_text(0, 3)), rtp_text(0, 3));
}

TEST_F(KeyAgreementTest, SrtpThatBeginsAgainHasNewKeys) {
  secure_caller();
  const SdesLine before = lines().at(0);
  offer("RTP/AVP", "", {{"to-tag", "t"}});
  answer("RTP/AVP", "");
  offer("RTP/SAVP", f_.line(1), {{"to-tag", "t"}, {"transport protocol", "RTP/AVP"}});
  answer("RTP/AVP", "");
  EXPECT_NE(lines().at(0).keying.master, before.keying.master);
}

TEST_F(KeyAgreementTest, FaxInThePlaceOfAudioPassesAsItIs) {
  secure_caller();
  const Section fax{4000, "", "udptl", "image", "t38"};
  command("offer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.1", {fax})}});
  const Section accepted{5000, "", "udptl", "image", "t38"};
  command("answer", {{"from-tag", "f"}, {"to-tag", "t"}, {"sdp", body("192.0.2.2", {accepted})}});
  EXPECT_EQ(at_t("fax"), "fax");
  EXPECT_EQ(at_f("fax"), "fax");
}

TEST_F(KeyAgreementTest, AReofferMayBeginSrtp) {
  offer("RTP/AVP", "");
  answer("RTP/AVP", "");
  offer("RTP/SAVP", f_.line(1), {{"to-tag", "t"}, {"transport protocol", "RTP/AVP"}});
  EXPECT_EQ(at_t(rtp_text(0, 1)), rtp_text(0, 1)) << "until it is answered";
  answer("RTP/AVP", "");
  f_.hears(lines().at(0).keying);
  EXPECT_EQ(at_t(rtp_text(0, 2)), "-");
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 3))), rtp_text(0, 3));
}

TEST_F(KeyAgreementTest, WhoBeginsItsNumbersAnewIsHeardFurther) {
  secure_caller();
  EXPECT_EQ(f_.unprotect(at_f(rtp_text(0, 30000))), rtp_text(0, 30000));
  EXPECT_EQ(at_f(rtp_text(0, 100)), "-");
  EXPECT_NE(f_.unprotect(at_f(rtp_text(0, 101))), "-");
  EXPECT_NE(f_.unprotect(at_f(rtp_text(0, 102))), "-");
}

TEST_F(KeyAgreementTest, ACalleeThatKnowsNoSrtpIsPlain) {
  offer("RTP/AVP", "", {{"transport protocol", "RTP/SAVP"}});
  answer("RTP/AVP", "");
  EXPECT_EQ(at_t(rtp_text(0, 1)), rtp_text(0, 1));
  EXPECT_EQ(at_f(rtp_text(0, 1)), rtp_text(0, 1));
}

TEST_F(KeyAgreementTest, OpportunisticKeysArePassedOnAsSuch) {
  EXPECT_EQ(offer("RTP/AVP", f_.line(1)).protocol, "RTP/AVP");
  EXPECT_EQ(lines().size(), 10u);
  t_.hears(lines()[0].keying);
  EXPECT_EQ(answer("RTP/AVP", t_.line(1)).protocol, "RTP/AVP");
  f_.hears(lines().at(0).keying);
  EXPECT_EQ(t_.unprotect(at_t(f_.protect(rtp_text(0, 1)))), rtp_text(0, 1));
}

TEST_F(KeyAgreementTest, OpportunisticKeysAreAcceptedFromOneSide) {
  offer("RTP/AVP", f_.line(1));
  answer("RTP/AVP", "");
  f_.hears(lines().at(0).keying);
  EXPECT_EQ(at_t(f_.protect(rtp_text(0, 1))), rtp_text(0, 1));
  EXPECT_EQ(f_.unprotect(at_f(rtp_text(0, 1))), rtp_text(0, 1));
}

TEST_F(KeyAgreementTest, WhatHasNoKeysIsRefused) {
  EXPECT_EQ(offer("RTP/SAVP", "", {{"transport protocol", "RTP/AVP"}}).port, 0);
  EXPECT_EQ(warning_,
            "media 1 is switched off: it is to be secured, but offers neither SDES nor DTLS");
  EXPECT_EQ(offer("RTP/SAVP", "a=crypto:1 FOO inline:AAAA\r\n").port, 0);
  EXPECT_EQ(warning_,
            "media 1 is switched off: none of its keys can be used: a=crypto:1 has unknown suite "
            "FOO");
  EXPECT_EQ(answer("RTP/AVP", "").port, 0);
}

TEST_F(KeyAgreementTest, WhatAcceptsNothingOfferedIsRefused) {
  offer("RTP/AVP", "", {{"transport protocol", "RTP/SAVP"}});
  EXPECT_EQ(answer("RTP/SAVP", t_.line(77)).port, 0);
  EXPECT_EQ(warning_, "media 1 is switched off: its answer accepts no keys that it was offered");
}

TEST_F(KeyAgreementTest, WithoutSdesThereIsNothingToOffer) {
  Arguments off{{"transport protocol", "RTP/SAVP"}};
  off.list("SDES", {"off"});
  EXPECT_EQ(offer("RTP/AVP", "", std::move(off)).port, 0);
  EXPECT_EQ(warning_,
            "media 1 is switched off: SDES is switched off, and nothing else provides keys");
}

TEST_F(KeyAgreementTest, SrtpWithoutTagsTeachesAsPlainRtpDoes) {
  media::SrtpKeying open = f_.keying();
  open.parameters.unauthenticated_srtp = true;
  offer("RTP/SAVP", "a=crypto:" + to_string(SdesLine{1, open}, base::Base64Padding::none) + "\r\n",
        {{"transport protocol", "RTP/AVP"}});
  answer("RTP/AVP", "");
  auto sender = *media::SrtpSender::make(open);
  const std::string plain = rtp_text(0, 1);
  const auto secret = media::protect(sender, {plain.begin(), plain.end()});
  const std::string packet(secret.begin(), secret.end());
  EXPECT_EQ(arrives(bench_.port_for("f"), at("203.0.113.9", 1), packet), "-");
  EXPECT_EQ(at_t(packet), plain);
  EXPECT_EQ(media("f").rtp().learner().source_class(), media::SourceClass::exact);
}

TEST_F(KeyAgreementTest, PartiesOfAForkHaveTheKeysOfTheirOffer) {
  offer("RTP/AVP", "", {{"transport protocol", "RTP/SAVP"}});
  const SdesLine line = line_with(k80);
  answer("RTP/SAVP", t_.line(line.tag));
  SecureParty u(k80, 6);
  u.hears(line.keying);
  const Reply reply = command(
      "answer", {{"from-tag", "f"},
                 {"to-tag", "u"},
                 {"sdp", body("192.0.2.3", {Section{6000, u.line(line.tag), "RTP/SAVP"}})}});
  EXPECT_EQ(reply.result(), "ok");
  EXPECT_EQ(reply.text("warning"), "");
  const auto sent = bench_.deliver(bench_.port_for("f"), kF, rtp_text(0, 1));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(u.unprotect(sent[0].data), rtp_text(0, 1));
}

TEST_F(KeyAgreementTest, APacketCostsNoAllocation) {
  secure_caller();
  bench_.io.discard = true;
  net::Packet packet;
  std::vector<std::uint8_t> buffer(2048);
  std::size_t allocations = 0;
  for (std::uint16_t sequence = 1; sequence < 10; ++sequence) {
    const std::string of_f = f_.protect(rtp_text(0, sequence));
    const std::string of_t = rtp_text(0, sequence);
    for (const auto& [tag, data, from] : {std::tuple("f", of_f, kF), std::tuple("t", of_t, kT)}) {
      packet.buffer = buffer.data();
      packet.capacity = buffer.size();
      packet.data = packet.buffer + net::Packet::kHeadroom;
      std::copy(data.begin(), data.end(), packet.data);
      packet.size = data.size();
      packet.source = net::SocketAddress(from);
      net::Packet* one = &packet;
      const AllocationCount count;
      media(tag).rtp().on_packets({&one, 1});
      if (sequence > 2) allocations += count.value();
    }
  }
  EXPECT_EQ(bench_.io.discarded, 18u);
  EXPECT_EQ(allocations, 0u);
}

TEST_F(KeyAgreementTest, QueryTellsTheSuite) {
  secure_caller();
  const Reply reply = command("query");
  for (const char* stream : {"0", "1"}) {
    EXPECT_EQ(reply.text_at({"tags", "f", "medias", "0", "streams", stream, "crypto suite"}),
              "AES_CM_128_HMAC_SHA1_80");
    EXPECT_EQ(reply.at({"tags", "t", "medias", "0", "streams", stream, "crypto suite"}), nullptr);
  }
  const auto flags = reply.words({"tags", "f", "medias", "0", "flags"});
  EXPECT_NE(std::find(flags.begin(), flags.end(), "SDES"), flags.end());
}

TEST_F(KeyAgreementTest, SecureStreamsAreNotForTheKernel) {
  secure_caller();
  at_t(f_.protect(rtp_text(0, 1)));
  at_f(rtp_text(0, 1));
  EXPECT_FALSE(media("f").offload().in_kernel());
  EXPECT_EQ(media("f").offload().obstacle(), "needed in user space for SRTP");
  EXPECT_EQ(media("t").offload().obstacle(), "needed in user space for SRTP");
}

}  // namespace
}  // namespace rtpengine::call
