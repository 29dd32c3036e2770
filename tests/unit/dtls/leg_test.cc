// SPDX-License-Identifier: GPL-3.0-or-later
//
// Handshakes by way of the host: when they begin, where they go, and what is told of them.
#include "plugins/dtls/leg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "plugin_bench.h"

namespace rtpengine::dtls {
namespace {

using testing::Contains;
using testing::HasSubstr;

const net::Endpoint kT = at("192.0.2.2", 5000);

class LegTest : public testing::Test {
 protected:
  /// t answers that it is here with this setup.
  void set_up(Phone& t, std::string_view setup) {
    host_.offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
    host_.answer(section(kTls, t.lines(setup), kT.port));
  }
  bool logged(const std::string& text) const {
    return testing::Value(host_.log, Contains(HasSubstr(text)));
  }

  PluginBench host_;
};

TEST_F(LegTest, AClientBeginsInTheNextTurn) {
  Phone t(host_, "t", kT, Role::server);
  set_up(t, "passive");
  host_.hand_over();
  EXPECT_EQ(t.heard, 0u) << "ICE may say first where it is";
  host_.run(10 * base::kMillisecond);
  EXPECT_TRUE(t.done());
}

TEST_F(LegTest, WhatGetsLostIsSentAgain) {
  Phone t(host_, "t", kT, Role::server);
  t.deaf = true;
  set_up(t, "passive");
  host_.run(100 * base::kMillisecond);
  EXPECT_EQ(t.heard, 2u) << "one for each component";
  t.deaf = false;
  host_.run(base::kSecond);
  EXPECT_TRUE(t.done());
}

TEST_F(LegTest, AClientGoesWhereThePartyIsNow) {
  const net::Endpoint place = at("192.0.2.77", 5000);
  Phone t(host_, "t", place, Role::server);
  set_up(t, "passive");
  host_.run(300 * base::kMillisecond);
  EXPECT_EQ(t.heard, 0u);
  EXPECT_FALSE(host_.lost.empty());
  host_.re_offer(section("RTP/AVP"), {{"transport-protocol", kTls}});
  host_.answer_body(call::body("192.0.2.77", {section(kTls, t.lines("passive"), place.port)}),
                    {{"to-tag", "t"}});
  host_.run(base::kSecond);
  EXPECT_TRUE(t.done());
}

TEST_F(LegTest, AServerWaits) {
  Phone t(host_, "t", kT, Role::client);
  set_up(t, "active");
  host_.run(5 * base::kSecond);
  EXPECT_EQ(t.heard, 0u);
  t.begin();
  EXPECT_TRUE((host_.hand_over(), t.rtp.done())) << t.rtp.reason;
}

TEST_F(LegTest, WhoComesFromAnotherPortMayBeTheParty) {
  Phone t(host_, "t", at("192.0.2.2", 5600), Role::client);
  set_up(t, "active");
  t.begin();
  host_.run(base::kSecond);
  EXPECT_TRUE(t.rtp.done());
  EXPECT_TRUE(logged("DTLS with 't', media 1 is done"));
}

TEST_F(LegTest, WhoOnlyMayBeThePartyEndsNothing) {
  Phone liar(host_, "t", at("192.0.2.2", 5600), Role::client);
  Phone t(host_, "t", kT, Role::client);
  set_up(t, "active");
  liar.begin();
  host_.run(base::kSecond);
  EXPECT_FALSE(logged("has failed"));
  t.begin();
  host_.run(base::kSecond);
  EXPECT_TRUE(t.rtp.done());
}

TEST_F(LegTest, LogsWhatWasAgreedOn) {
  Phone t(host_, "t", kT, Role::server);
  set_up(t, "passive");
  host_.run(base::kSecond);
  EXPECT_TRUE(logged("DTLS with 't', media 1 is done: DTLSv1.2, AES_CM_128_HMAC_SHA1_80"));
  EXPECT_TRUE(logged("DTLS with 't', media 1 (RTCP) is done: DTLSv1.2, AES_CM_128_HMAC_SHA1_80"));
  EXPECT_FALSE(logged("the host does not take the keys"));
}

TEST_F(LegTest, LogsAnotherCertificateOnce) {
  Phone liar(host_, "t", kT, Role::server);
  Phone t(host_, "t", kT, Role::server);
  set_up(t, "passive");
  host_.run(10 * base::kSecond);
  const std::string told =
      "DTLS with 't', media 1 has failed: the certificate has none of the fingerprints that were "
      "signalled";
  EXPECT_EQ(std::count_if(host_.log.begin(), host_.log.end(),
                          [&](const std::string& line) { return line.starts_with(told); }),
            1);
}

TEST_F(LegTest, LogsThatThePartyHasEndedIt) {
  Phone t(host_, "t", kT, Role::server);
  set_up(t, "passive");
  host_.run(base::kSecond);
  t.rtp.close();
  t.send();
  EXPECT_TRUE(logged("DTLS with 't', media 1 was ended by it"));
  EXPECT_FALSE(logged("DTLS with 't', media 1 (RTCP) was ended by it"));
}

TEST_F(LegTest, WhoHasEndedItMayBeginAgain) {
  Phone t(host_, "t", kT, Role::client);
  set_up(t, "active");
  t.begin();
  host_.run(base::kSecond);
  t.rtp.close();
  t.send();
  t.begin();
  host_.run(base::kSecond);
  EXPECT_TRUE(t.rtp.done());
  EXPECT_THAT(host_.reports("t").facts, Contains(HasSubstr("Its DTLS is established")));
}

TEST_F(LegTest, EndsWithItsCall) {
  Phone t(host_, "t", kT, Role::server);
  t.deaf = true;
  set_up(t, "passive");
  host_.run(base::kSecond);
  const std::size_t heard = t.heard;
  host_.bench.calls->end_all(call::EndReason::shutdown);
  host_.run(5 * base::kSecond);
  EXPECT_EQ(t.heard, heard);
}

/// The names that the host knows suites by.
class EachProfile : public LegTest, public testing::WithParamInterface<SrtpProfile> {};
INSTANTIATE_TEST_SUITE_P(Leg, EachProfile, testing::ValuesIn(kSrtpProfiles),
                         [](const auto& one) { return std::string(name_of(one.param)); });

TEST_P(EachProfile, IsASuiteOfTheHost) {
  Phone t(host_, "t", kT, Role::server, {.profiles = name_of(GetParam())});
  set_up(t, "passive");
  host_.run(base::kSecond);
  ASSERT_TRUE(t.rtp.done()) << t.rtp.reason;
  EXPECT_FALSE(logged("the host does not take the keys"));
  call::SecureParty secure = t.secure();
  host_.deliver(at("192.0.2.1", 4000), host_.local("f", 0), media::rtp_text(0));
  host_.hand_over();
  ASSERT_EQ(t.media.size(), 1u);
  EXPECT_EQ(secure.unprotect(t.media[0]), media::rtp_text(0));
}

}  // namespace
}  // namespace rtpengine::dtls
