// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls whose keys come from handshakes with parties that have an OpenSSL of their own.
#include "plugins/dtls/media_dtls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "plugin_bench.h"

namespace rtpengine::dtls {
namespace {

using media::rtcp_text;
using media::rtp_text;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// f speaks plain RTP; t speaks DTLS and is the part that the test wants: there is one phone at
/// each address.
class MediaDtlsTest : public testing::Test {
 protected:
  /// t, which may be another phone at its place, answers with this setup.
  void set_up(Phone& t, std::string_view setup, const std::string& more = "") {
    offered_ = host_.offer(section("RTP/AVP", more), {{"transport-protocol", kTls}});
    host_.answer(section(kTls, t.lines(setup) + more, 5000));
  }
  void re_offer(Phone& t, std::string_view setup) {
    offered_ = host_.re_offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
    host_.answer(section(kTls, t.lines(setup), 5000));
  }
  /// t is the server.
  void meet_server(const std::string& more = "") {
    set_up(server_, "passive", more);
    host_.run(base::kSecond);
  }
  /// t is the client.
  void meet_client() {
    set_up(client_, "active");
    client_.begin();
    client_.begin(media::Component::rtcp);
    host_.run(base::kSecond);
  }
  /// What t gets when f sends this.
  std::string to_t(Phone& t, const std::string& packet,
                   media::Component component = media::Component::rtp) {
    t.media.clear();
    host_.deliver(f_.address(component), host_.local("f", 0, component), packet);
    host_.hand_over();
    return t.media.empty() ? "-" : t.media.front();
  }
  /// What f gets when t sends this.
  std::string to_f(Phone& t, const std::string& packet,
                   media::Component component = media::Component::rtp) {
    f_.media.clear();
    host_.deliver(t.address(component), host_.local("t", 0, component), packet);
    host_.hand_over();
    return f_.media.empty() ? "-" : f_.media.front();
  }
  /// Media of both directions has the keys of this handshake.
  void expect_media(Phone& t, std::uint16_t sequence = 1) {
    ASSERT_TRUE(t.rtp.done()) << t.rtp.reason;
    call::SecureParty secure = t.secure();
    const std::string packet = rtp_text(0, sequence);
    EXPECT_EQ(secure.unprotect(to_t(t, packet)), packet);
    EXPECT_EQ(to_f(t, secure.protect(packet)), packet);
  }
  /// How t's DTLS stands.
  Texts facts() { return host_.reports("t").facts; }
  /// Cause and text of why t has no media; empty: it has.
  std::string trouble() {
    const auto troubles = host_.reports("t").troubles;
    return troubles.empty() ? "" : troubles.front().first + ": " + troubles.front().second;
  }

  PluginBench host_;
  Phone f_{host_, "f", at("192.0.2.1", 4000), Role::client};
  Phone server_{host_, "t", at("192.0.2.2", 5000), Role::server};
  Phone client_{host_, "t", at("192.0.2.2", 5000), Role::client};
  std::string offered_;
};

class WithServer : public MediaDtlsTest {
 protected:
  WithServer() { client_.gone = true; }
};
class WithClient : public MediaDtlsTest {
 protected:
  WithClient() { server_.gone = true; }
};

TEST_F(WithServer, KeysOfTheHandshakeAreThoseOfMedia) {
  meet_server();
  ASSERT_TRUE(server_.done());
  expect_media(server_);
}

TEST_F(WithClient, KeysOfTheHandshakeAreThoseOfMedia) {
  meet_client();
  ASSERT_TRUE(client_.done());
  expect_media(client_);
}

TEST_F(WithServer, NothingPassesBefore) {
  server_.deaf = true;
  meet_server();
  EXPECT_EQ(to_t(server_, rtp_text(0)), "-");
  EXPECT_EQ(to_f(server_, rtp_text(0)), "-");
}

TEST_F(WithServer, TheCertificateIsTheOneThatWasShown) {
  meet_server();
  const X509* shown = SSL_get0_peer_certificate(server_.rtp.ssl());
  ASSERT_NE(shown, nullptr);
  EXPECT_EQ(print_fingerprint(fingerprint_of(shown, HashFunction::sha256).value()),
            value_of(offered_, "fingerprint"));
}

TEST_F(WithServer, EachComponentHasKeysOfItsOwn) {
  meet_server();
  ASSERT_TRUE(server_.done());
  call::SecureParty rtcp = server_.secure(media::Component::rtcp);
  EXPECT_EQ(rtcp.unprotect_rtcp(to_t(server_, rtcp_text(), media::Component::rtcp)).substr(0, 8),
            rtcp_text());
  call::SecureParty rtp = server_.secure();
  EXPECT_EQ(to_f(server_, rtp.protect_rtcp(rtcp_text()), media::Component::rtcp), "-");
  EXPECT_EQ(to_f(server_, rtcp.protect_rtcp(rtcp_text()), media::Component::rtcp), rtcp_text());
}

TEST_F(WithServer, OneHandshakeForBothWhereRtcpSharesThePort) {
  meet_server(call::kMuxLine);
  EXPECT_TRUE(server_.rtp.done());
  EXPECT_EQ(server_.rtcp.result, Peer::kNotBegun);
  call::SecureParty secure = server_.secure();
  EXPECT_EQ(to_f(server_, secure.protect_rtcp(rtcp_text())), rtcp_text());
  EXPECT_NE(to_t(server_, rtcp_text()), "-");
}

TEST_F(WithClient, AnAnswerThatIsOfNoUseMayBeFollowedByABetterOne) {
  host_.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  host_.answer(section(kTls, setup_line("active") + "a=fingerprint:md5 00\r\n", 5000));
  client_.begin();
  host_.run(100 * base::kMillisecond);
  host_.answer(section(kTls, client_.lines("active"), 5000));
  client_.begin();
  host_.run(base::kSecond);
  expect_media(client_);
}

TEST_F(WithServer, AReOfferWithTheSameFingerprintKeepsTheKeys) {
  meet_server();
  const std::size_t heard = server_.heard;
  call::SecureParty secure = server_.secure();
  re_offer(server_, "passive");
  host_.run(2 * base::kSecond);
  EXPECT_EQ(server_.heard, heard);
  const std::string packet = rtp_text(0, 7);
  EXPECT_EQ(secure.unprotect(to_t(server_, packet)), packet);
}

TEST_F(WithServer, AnotherFingerprintIsAnotherAssociation) {
  meet_server();
  call::SecureParty old = server_.secure();
  server_.gone = true;
  Phone moved(host_, "t", at("192.0.2.2", 5000), Role::server);
  re_offer(moved, "passive");
  // Until there are others.
  EXPECT_EQ(to_f(moved, old.protect(rtp_text(0, 9))), rtp_text(0, 9));
  host_.run(base::kSecond);
  ASSERT_TRUE(moved.done());
  expect_media(moved);
  EXPECT_EQ(to_f(moved, old.protect(rtp_text(0, 30))), "-");
}

TEST_F(WithServer, AnotherPartOfTheSamePartyIsAnotherAssociation) {
  meet_server();
  re_offer(server_, "active");
  EXPECT_THAT(host_.flags("t"), Contains("DTLS role passive"));
  EXPECT_THAT(facts(), Contains("Its DTLS is not finished."));
}

TEST_F(WithServer, WhoGivesDtlsUpIsPlainAgain) {
  meet_server();
  host_.re_offer(section("RTP/AVP"), {{"transport-protocol", "RTP/AVP"}});
  host_.answer(section("RTP/AVP", "", 5000));
  EXPECT_EQ(to_t(server_, rtp_text(0, 5)), rtp_text(0, 5));
  EXPECT_THAT(host_.flags("t"), Not(Contains("DTLS-SRTP")));
}

TEST_F(WithServer, AnotherCertificateThanSignalledHasNoMedia) {
  Phone liar(host_, "t", at("192.0.2.2", 5000), Role::server);
  server_.gone = true;
  set_up(server_, "passive");
  host_.run(base::kSecond);
  EXPECT_FALSE(liar.rtp.done());
  EXPECT_THAT(liar.rtp.reason, HasSubstr("bad certificate"));
  EXPECT_EQ(to_t(liar, rtp_text(0)), "-");
  EXPECT_EQ(trouble(),
            "fingerprint-mismatch: DTLS with 't' (media 1) has failed: the certificate has none of "
            "the fingerprints that were signalled (certificate verify failed).");
  EXPECT_THAT(facts(), Contains("Its DTLS has failed."));
}

TEST_F(WithClient, AnotherCertificateThanSignalledHasNoMedia) {
  Phone liar(host_, "t", at("192.0.2.2", 5000), Role::client);
  client_.gone = true;
  set_up(client_, "active");
  liar.begin();
  host_.run(base::kSecond);
  EXPECT_THAT(liar.rtp.reason, HasSubstr("bad certificate"));
  EXPECT_THAT(trouble(), HasSubstr("fingerprint-mismatch: "));
  EXPECT_EQ(to_t(liar, rtp_text(0)), "-");
}

TEST_F(WithServer, AGoodHandshakeMayFollowAWrongOne) {
  server_.gone = true;
  Phone liar(host_, "t", at("192.0.2.2", 5000), Role::server);
  set_up(server_, "passive");
  host_.run(base::kSecond / 2);
  liar.gone = true;
  server_.gone = false;
  host_.run(3 * base::kSecond);
  ASSERT_TRUE(server_.rtp.done());
  expect_media(server_);
  EXPECT_EQ(trouble(), "");
}

TEST_F(WithServer, AnotherCertificateAfterANewFingerprintIsToldToo) {
  meet_server();
  server_.gone = true;
  Phone liar(host_, "t", at("192.0.2.2", 5000), Role::server);
  Phone moved(host_, "t", at("192.0.2.2", 5000), Role::server);
  moved.gone = true;
  re_offer(moved, "passive");
  host_.run(base::kSecond);
  EXPECT_THAT(trouble(), HasSubstr("fingerprint-mismatch: "));
}

TEST_F(WithServer, AFailureIsForgottenWithAnotherFingerprint) {
  server_.gone = true;
  Phone liar(host_, "t", at("192.0.2.2", 5000), Role::server);
  set_up(server_, "passive");
  host_.run(base::kSecond);
  Phone moved(host_, "t", at("192.0.2.2", 5000), Role::server);
  re_offer(moved, "passive");
  EXPECT_EQ(trouble(), "dtls-unfinished: DTLS with 't' (media 1) is not finished.");
}

TEST_F(WithServer, WhoHasNoProfileOfOursHasNoMedia) {
  server_.gone = true;
  Phone wordless(host_, "t", at("192.0.2.2", 5000), Role::server, {.profiles = ""});
  set_up(wordless, "passive");
  host_.run(base::kSecond);
  EXPECT_EQ(trouble(),
            "dtls-unfinished: DTLS with 't' (media 1) has failed: no SRTP profile could be agreed "
            "on.");
}

TEST_F(WithServer, ReportsNothingOfPlainParties) {
  meet_server();
  EXPECT_THAT(host_.flags("f"), Not(Contains("DTLS-SRTP")));
  EXPECT_TRUE(host_.reports("f").facts.empty());
}

TEST_F(WithServer, ReportsWhatWasAgreedOn) {
  meet_server();
  EXPECT_THAT(host_.flags("t"), testing::IsSupersetOf({"DTLS-SRTP", "DTLS role active"}));
  EXPECT_THAT(facts(), Contains("Its DTLS is established (DTLSv1.2, AES_CM_128_HMAC_SHA1_80)."));
}

TEST_F(WithServer, ReportsWhatItWaitsFor) {
  server_.deaf = true;
  meet_server();
  EXPECT_EQ(trouble(), "dtls-unfinished: DTLS with 't' (media 1) is not finished.");
  host_.run(45 * base::kSecond);
  EXPECT_EQ(trouble(),
            "dtls-unfinished: DTLS with 't' (media 1) has failed: the party does not answer in the "
            "handshake (read timeout expired).");
}

TEST_F(WithClient, ReportsThatNobodyHasBegun) {
  set_up(client_, "active");
  host_.run(45 * base::kSecond);
  EXPECT_EQ(trouble(),
            "dtls-unfinished: DTLS with 't' (media 1) has failed: the party has not begun the "
            "handshake.");
}

TEST_F(WithServer, ReportsThatThePartyHasEndedIt) {
  meet_server();
  server_.rtp.close();
  server_.send();
  EXPECT_THAT(facts(), Contains("Its DTLS was ended by it."));
}

TEST_F(WithServer, ExplainSaysIt) {
  server_.gone = true;
  Phone liar(host_, "t", at("192.0.2.2", 5000), Role::server);
  set_up(server_, "passive");
  host_.run(6 * base::kSecond);
  const call::Reply reply = host_.command("explain");
  Texts causes;
  for (const Value& finding : children(reply.at({"findings"}))) {
    causes.emplace_back(get_text(&finding, "cause"));
  }
  EXPECT_THAT(causes, Contains("fingerprint-mismatch")) << reply.text("summary");
}

/// The call moves to another process.
class MovedDtls : public WithServer {
 protected:
  std::string move() { return host_.move_to(there_); }

  PluginBench there_{PluginBench::Options{}, host_.addresses()};
};

TEST_F(MovedDtls, KeysGoOn) {
  meet_server();
  call::SecureParty secure = server_.secure();
  ASSERT_EQ(move(), "");
  EXPECT_THAT(there_.flags("t"), Contains("DTLS-SRTP"));
  EXPECT_THAT(there_.flags("f"), Not(Contains("DTLS-SRTP")));
  there_.deliver(server_.address(), there_.local("t", 0), secure.protect(rtp_text(0, 8)));
  const auto sent = there_.bench.io.take_sent();
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].data, rtp_text(0, 8));
}

TEST_F(MovedDtls, AReOfferThereBeginsAnew) {
  meet_server();
  ASSERT_EQ(move(), "");
  const std::string again = there_.re_offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  EXPECT_EQ(value_of(again, "setup"), "actpass");
  EXPECT_NE(value_of(again, "fingerprint"), value_of(offered_, "fingerprint"));
  Phone moved(there_, "t", at("192.0.2.2", 5000), Role::server);
  there_.answer(section(kTls, moved.lines("passive"), 5000));
  there_.run(base::kSecond);
  EXPECT_TRUE(moved.done());
  EXPECT_THAT(there_.reports("t").facts, Contains(HasSubstr("Its DTLS is established")));
}

TEST_F(MovedDtls, WhatWasOfferedCountsThere) {
  host_.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  ASSERT_EQ(move(), "");
  there_.answer(section(kTls, server_.lines("passive"), 5000));
  EXPECT_THAT(there_.flags("t"), Contains("DTLS-SRTP"));
}

TEST_F(MovedDtls, ThatItIsToBePassiveIsRememberedThere) {
  host_.offer(section(kTls, f_.lines("actpass")),
              {{"transport-protocol", "RTP/AVP"}, {"DTLS", "passive"}});
  ASSERT_EQ(move(), "");
  EXPECT_EQ(value_of(there_.answer(section("RTP/AVP", "", 5000)), "setup"), "passive");
}

TEST_F(MovedDtls, WhoWasToldToBeginIsToldSoThere) {
  host_.offer(section(kTls, f_.lines("passive")), {{"transport-protocol", "RTP/AVP"}});
  ASSERT_EQ(move(), "");
  EXPECT_EQ(value_of(there_.answer(section("RTP/AVP", "", 5000)), "setup"), "active");
}

}  // namespace
}  // namespace rtpengine::dtls
