// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parties whose SRTP is libsrtp's, keyed by SDES, through the daemon: with plain ones and with each
// other, over wraps of the sequence number and re-INVITEs, in each packet engine.
#include <utility>

#include "harness/fixture.h"
#include "harness/rtp.h"
#include "harness/secure_phone.h"

namespace rtpengine::harness {
namespace {

constexpr const char* k80 = "AES_CM_128_HMAC_SHA1_80";
constexpr const char* k32 = "AES_CM_128_HMAC_SHA1_32";
/// So many packets before the sequence number wraps a stream begins.
constexpr std::uint16_t kStart = 65500;

class SrtpTest : public SystemTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    SystemTest::SetUp();
    if (IsSkipped()) return;
    const std::string engine = "--packet-engine=" + std::string(GetParam());
    const std::string obstacle = Daemon(host("daemon"), host("proxy"), {engine}).no_privileges();
    if (!obstacle.empty()) GTEST_SKIP() << obstacle;
    ASSERT_TRUE(start({engine, "--num-threads=2", "--sdes-offer-gcm"}));
  }

  void new_phones(const std::string& caller_suite, const std::string& callee_suite) {
    caller_ = std::make_unique<SecurePhone>(host("caller"), caller_suite, 0xca11e4);
    callee_ = std::make_unique<SecurePhone>(host("callee"), callee_suite, 0xca11ee);
    at_callee_ = at_caller_ = kStart;
  }

  /// Empty, or what is wrong with it.
  std::string negotiate() {
    Dictionary request = {{"command", "offer"},
                          {"call-id", "call"},
                          {"from-tag", "caller"},
                          {"ICE", "remove"},
                          {"DTLS", "off"},
                          {"replace", List{"origin", "session-connection"}},
                          {"transport protocol", callee_->protocol()},
                          {"sdp", caller_->sdp()}};
    const Bencoded offered = ng().ask(request);
    if (!callee_->follow(offered["sdp"].text())) return "offer: " + offered["sdp"].text();
    request.erase("transport protocol");
    request["command"] = "answer";
    request["to-tag"] = "callee";
    request["sdp"] = callee_->sdp();
    const Bencoded answered = ng().ask(request);
    if (!caller_->follow(answered["sdp"].text())) return "answer: " + answered["sdp"].text();
    return {};
  }

  /// Each says so much to the other, in turns.
  void expect_talk(unsigned packets) {
    for (unsigned i = 0; i < packets; i++) {
      caller_->send(at_callee_);
      ASSERT_EQ(callee_->hear(), rtp_packet(caller_->ssrc(), at_callee_)) << at_callee_;
      callee_->send(at_caller_);
      ASSERT_EQ(caller_->hear(), rtp_packet(callee_->ssrc(), at_caller_)) << at_caller_;
      at_callee_++;
      at_caller_++;
    }
    caller_->send_report(at_callee_);
    EXPECT_EQ(callee_->hear_report(), rtcp_report(caller_->ssrc(), at_callee_));
    callee_->send_report(at_caller_);
    EXPECT_EQ(caller_->hear_report(), rtcp_report(callee_->ssrc(), at_caller_));
  }

  Bencoded query() { return ng().ask({{"command", "query"}, {"call-id", "call"}}); }

  std::unique_ptr<SecurePhone> caller_, callee_;
  std::uint16_t at_callee_ = kStart;  ///< number of the caller's next packet
  std::uint16_t at_caller_ = kStart;
};

TEST_P(SrtpTest, BetweenAnySuiteAndPlainRtpNothingIsLost) {
  for (const std::string suite : {k80, k32, "AES_256_CM_HMAC_SHA1_80", "NULL_HMAC_SHA1_80",
                                  "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"}) {
    for (const bool secure_caller : {true, false}) {
      SCOPED_TRACE(suite + (secure_caller ? " caller" : " callee"));
      new_phones(secure_caller ? suite : "", secure_caller ? "" : suite);
      ASSERT_EQ(negotiate(), "");
      expect_talk(100);
      const Bencoded all = query();
      const Bencoded& stream = stream_of(all, secure_caller ? "caller" : "callee");
      EXPECT_EQ(stream["crypto suite"].text(), suite);
      EXPECT_EQ(all_drops(all), 0);
      ng().ask({{"command", "delete"}, {"call-id", "call"}, {"delete delay", 0}});
    }
  }
}

TEST_P(SrtpTest, BetweenTwoSuitesNothingIsLost) {
  const std::pair<const char*, const char*> pairs[] = {
      {k80, k32}, {k32, k80}, {k80, k80}, {k80, "AEAD_AES_256_GCM"}, {"AEAD_AES_128_GCM", k32}};
  for (const auto& [of_caller, of_callee] : pairs) {
    SCOPED_TRACE(std::string(of_caller) + " and " + of_callee);
    new_phones(of_caller, of_callee);
    ASSERT_EQ(negotiate(), "");
    expect_talk(100);
    EXPECT_EQ(all_drops(query()), 0);
    ng().ask({{"command", "delete"}, {"call-id", "call"}, {"delete delay", 0}});
  }
}

TEST_P(SrtpTest, AReinviteWithTheSameKeysDisturbsNothing) {
  new_phones(k80, k32);
  ASSERT_EQ(negotiate(), "");
  expect_talk(100);  // the rollover counters are 1 now
  for (int i = 0; i < 3; i++) {
    ASSERT_EQ(negotiate(), "");
    expect_talk(20);
  }
  EXPECT_EQ(all_drops(query()), 0);
}

TEST_P(SrtpTest, AReinviteMayBringNewKeys) {
  new_phones(k80, k32);
  ASSERT_EQ(negotiate(), "");
  expect_talk(20);  // before the wrap: libsrtp counts rollovers from 0 with new keys
  caller_->make_new_key();
  callee_->make_new_key();
  ASSERT_EQ(negotiate(), "");
  expect_talk(3);  // under way with the old ones
  caller_->use_new_key();
  callee_->use_new_key();
  expect_talk(100);
  EXPECT_EQ(all_drops(query()), 0);
}

TEST_P(SrtpTest, PacketsWithOtherKeysAreCountedAndEndNothing) {
  constexpr unsigned kForged = 30;
  new_phones(k80, "");
  ASSERT_EQ(negotiate(), "");
  expect_talk(5);
  SrtpSession forger(k80, std::string(30, 'x'), SrtpDirection::sends);
  for (unsigned i = 0; i < kForged; i++) {
    const auto number = std::uint16_t(at_callee_ + i);
    caller_->rtp().send(forger.protect(rtp_packet(caller_->ssrc(), number)), caller_->rtp_target());
  }
  const auto refused = [&] { return drops_of(stream_of(query(), "caller"), "not-authentic"); };
  EXPECT_TRUE(wait_until([&] { return refused() == kForged; })) << refused();
  expect_talk(100);
  EXPECT_EQ(stream_of(query(), "caller")["stats"]["errors"].number(), kForged);
}

INSTANTIATE_TEST_SUITE_P(PacketEngines, SrtpTest, testing::Values("plain", "steered"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace rtpengine::harness
