// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/secure_ingress.h"

#include <gtest/gtest.h>

#include "media/srtp_sender.h"
#include "tests/unit/base/move_state.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

constexpr auto kSuite = SrtpSuite::aes_cm_128_hmac_sha1_80;

class SecureIngressTest : public testing::Test {
 protected:
  std::optional<DropReason> unprotect(const Bytes& bytes) {
    Slot slot(bytes);
    const auto reason = ingress_.unprotect(slot.packet());
    left_ = slot.bytes();
    return reason;
  }
  Bytes from_peer(std::uint16_t sequence) { return protect(peer_, rtp_packet(sequence)); }

  SecureIngress ingress_{SrtpUse::rtp};
  SrtpSender peer_ = *SrtpSender::make(keying(kSuite));
  SrtpSender other_ = *SrtpSender::make(keying(kSuite, 2));
  Bytes left_;
};

TEST_F(SecureIngressTest, WithoutKeysNothingPasses) {
  EXPECT_EQ(unprotect(from_peer(1)), DropReason::no_keys);
  EXPECT_FALSE(ingress_.authenticates());
}

TEST_F(SecureIngressTest, MakesRtp) {
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::same));
  EXPECT_EQ(unprotect(from_peer(1)), std::nullopt);
  EXPECT_EQ(left_, rtp_packet(1));
  EXPECT_TRUE(ingress_.authenticates());
}

TEST_F(SecureIngressTest, SaysWhyNot) {
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::same));
  const Bytes packet = from_peer(1);
  EXPECT_EQ(unprotect(packet), std::nullopt);
  EXPECT_EQ(unprotect(packet), DropReason::replayed);
  EXPECT_EQ(unprotect(protect(other_, rtp_packet(2))), DropReason::not_authentic);
  EXPECT_EQ(unprotect(rtp_packet(3)), DropReason::not_authentic);
  EXPECT_EQ(unprotect(Bytes(12, 0x80)), DropReason::not_authentic);
}

TEST_F(SecureIngressTest, TheSameHolderTakesNewKeysWhenItLikes) {
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::same));
  EXPECT_EQ(unprotect(from_peer(1)), std::nullopt);
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite, 2), KeyHolder::same));
  EXPECT_EQ(unprotect(from_peer(2)), std::nullopt);
  EXPECT_EQ(unprotect(protect(other_, rtp_packet(3))), std::nullopt);
  EXPECT_EQ(unprotect(from_peer(4)), DropReason::not_authentic);
}

TEST_F(SecureIngressTest, AnotherHolderIsHeardAlone) {
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::same));
  EXPECT_EQ(unprotect(from_peer(1)), std::nullopt);
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite, 2), KeyHolder::another));
  EXPECT_EQ(unprotect(from_peer(2)), DropReason::not_authentic);
  EXPECT_EQ(unprotect(protect(other_, rtp_packet(3))), std::nullopt);
}

TEST_F(SecureIngressTest, TheSameKeysAgainChangeNothing) {
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::same));
  const Bytes packet = from_peer(1);
  EXPECT_EQ(unprotect(packet), std::nullopt);
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::another));
  EXPECT_EQ(unprotect(packet), DropReason::replayed);
}

TEST_F(SecureIngressTest, WithoutTagsNobodyIsProven) {
  SrtpKeying open = keying(kSuite);
  open.parameters.unauthenticated_srtp = true;
  ASSERT_TRUE(ingress_.set_keys(open, KeyHolder::same));
  EXPECT_FALSE(ingress_.authenticates());
  SecureIngress rtcp(SrtpUse::rtcp);
  ASSERT_TRUE(rtcp.set_keys(open, KeyHolder::same));
  EXPECT_TRUE(rtcp.authenticates()) << "SRTCP always has one";
}

TEST_F(SecureIngressTest, ItsStateMoves) {
  ASSERT_TRUE(ingress_.set_keys(keying(kSuite), KeyHolder::same));
  for (const std::uint16_t sequence : {65535, 0}) {
    EXPECT_EQ(unprotect(from_peer(sequence)), std::nullopt);
  }
  SecureIngress there(SrtpUse::rtp);
  ASSERT_TRUE(there.set_keys(keying(kSuite), KeyHolder::same));
  base::move_state(ingress_, there);
  Slot next(from_peer(1));
  EXPECT_EQ(there.unprotect(next.packet()), std::nullopt);
}

TEST(SecureIngressReasonTest, EachOutcomeHasOne) {
  EXPECT_EQ(drop_reason(SrtpOutcome::unknown_mki), DropReason::unknown_mki);
  EXPECT_EQ(drop_reason(SrtpOutcome::too_many_sources), DropReason::too_many_sources);
  EXPECT_EQ(drop_reason(SrtpOutcome::keys_used_up), DropReason::keys_used_up);
  EXPECT_EQ(drop_reason(SrtpOutcome::no_room), DropReason::no_room);
  EXPECT_EQ(drop_reason(SrtpOutcome::library_failed), DropReason::crypto_failed);
  EXPECT_EQ(drop_reason(SrtpOutcome::malformed), DropReason::not_authentic);
}

}  // namespace
}  // namespace rtpengine::media
