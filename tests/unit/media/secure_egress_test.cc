// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/secure_egress.h"

#include <gtest/gtest.h>

#include "media/srtp_receiver.h"
#include "tests/unit/base/move_state.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

constexpr auto kSuite = SrtpSuite::aes_cm_128_hmac_sha1_80;

class SecureEgressTest : public testing::Test {
 protected:
  /// What a peer with these keys makes of it; empty: it was not sent, or is not authentic.
  Bytes heard(std::uint16_t sequence) {
    Slot slot(rtp_packet(sequence));
    reason_ = egress_.protect(slot.packet());
    return reason_ ? Bytes() : unprotect(peer_, slot.bytes());
  }

  SecureEgress egress_{SrtpUse::rtp};
  SrtpReceiver peer_ = *SrtpReceiver::make(keying(kSuite));
  std::optional<DropReason> reason_;
};

TEST_F(SecureEgressTest, WithoutKeysNothingGoesOut) {
  EXPECT_FALSE(egress_.has_keys());
  EXPECT_EQ(heard(1), Bytes());
  EXPECT_EQ(reason_, DropReason::no_sending_keys);
}

TEST_F(SecureEgressTest, MakesSrtp) {
  ASSERT_TRUE(egress_.set_keys(keying(kSuite), KeyHolder::same));
  EXPECT_TRUE(egress_.has_keys());
  EXPECT_EQ(heard(1), rtp_packet(1));
  EXPECT_EQ(heard(1), Bytes());
  EXPECT_EQ(reason_, DropReason::replayed);
}

TEST_F(SecureEgressTest, MakesSrtcp) {
  SecureEgress rtcp(SrtpUse::rtcp);
  auto peer = *SrtcpReceiver::make(keying(kSuite));
  ASSERT_TRUE(rtcp.set_keys(keying(kSuite), KeyHolder::same));
  const Bytes plain{0x80, 201, 0, 1, 0, 0, 0, 1};
  Slot slot(plain);
  EXPECT_EQ(rtcp.protect(slot.packet()), std::nullopt);
  EXPECT_EQ(unprotect(peer, slot.bytes()), plain);
}

TEST_F(SecureEgressTest, TheSameKeysNeverBeginAnew) {
  ASSERT_TRUE(egress_.set_keys(keying(kSuite), KeyHolder::same));
  EXPECT_NE(heard(1), Bytes());
  ASSERT_TRUE(egress_.set_keys(keying(kSuite), KeyHolder::another));
  EXPECT_EQ(heard(1), Bytes());
  EXPECT_EQ(reason_, DropReason::replayed);
}

TEST_F(SecureEgressTest, AnotherDeviceGetsIndicesFromTheBeginning) {
  ASSERT_TRUE(egress_.set_keys(keying(kSuite), KeyHolder::same));
  for (const std::uint16_t sequence : {40000, 100}) heard(sequence);
  ASSERT_TRUE(egress_.set_keys(keying(kSuite, 2), KeyHolder::another));
  peer_ = *SrtpReceiver::make(keying(kSuite, 2));
  EXPECT_EQ(heard(101), rtp_packet(101));
}

TEST_F(SecureEgressTest, ItsStateMoves) {
  ASSERT_TRUE(egress_.set_keys(keying(kSuite), KeyHolder::same));
  for (const std::uint16_t sequence : {40000, 65535, 0}) heard(sequence);
  SecureEgress there(SrtpUse::rtp);
  ASSERT_TRUE(there.set_keys(keying(kSuite), KeyHolder::same));
  base::move_state(egress_, there);
  Slot again(rtp_packet(0));
  EXPECT_EQ(there.protect(again.packet()), DropReason::replayed);
  Slot next(rtp_packet(1));
  EXPECT_EQ(there.protect(next.packet()), std::nullopt);
  EXPECT_EQ(unprotect(peer_, next.bytes()), rtp_packet(1));
}

}  // namespace
}  // namespace rtpengine::media
