// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_sender.h"

#include <gtest/gtest.h>

#include "media/srtp_receiver.h"
#include "tests/unit/base/move_state.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

constexpr auto kSuite = SrtpSuite::aes_cm_128_hmac_sha1_80;

SrtpOutcome outcome(SrtpSender& sender, const Bytes& plain) {
  Slot slot(plain);
  return sender.protect(slot.packet());
}

class Sender : public ::testing::Test {
 protected:
  SrtpSender sender_ = *SrtpSender::make(keying(kSuite));
  SrtpReceiver receiver_ = *SrtpReceiver::make(keying(kSuite));
};

TEST_F(Sender, SendsNoIndexTwice) {
  EXPECT_EQ(outcome(sender_, rtp_packet(5)), SrtpOutcome::done);
  EXPECT_EQ(outcome(sender_, rtp_packet(7)), SrtpOutcome::done);
  EXPECT_EQ(outcome(sender_, rtp_packet(5)), SrtpOutcome::replayed);
  EXPECT_EQ(outcome(sender_, rtp_packet(6)), SrtpOutcome::done) << "a late one";
  EXPECT_EQ(outcome(sender_, rtp_packet(5, 1)), SrtpOutcome::done) << "another SSRC";
  EXPECT_EQ(outcome(sender_, rtp_packet(1000)), SrtpOutcome::done);
  EXPECT_EQ(outcome(sender_, rtp_packet(1000 - 128)), SrtpOutcome::replayed) << "nobody knows";
}

TEST_F(Sender, RenumbersWhoCountsAnew) {
  const auto heard = [this](std::uint16_t sequence) {
    Slot slot(rtp_packet(sequence));
    if (sender_.protect(slot.packet()) != SrtpOutcome::done) return -1;
    const Bytes plain = unprotect(receiver_, slot.bytes());
    return plain.empty() ? -2 : plain[2] * 256 + plain[3];
  };
  EXPECT_EQ(heard(30000), 30000);
  EXPECT_EQ(heard(100), -1) << "one may be late";
  EXPECT_EQ(heard(30001), 30001);
  EXPECT_EQ(heard(101), -1) << "and so may another one be";
  EXPECT_EQ(heard(102), 30002);
  EXPECT_EQ(sender_.shift_of(0xdeadbeef), 29900);
  EXPECT_EQ(heard(101), -1) << "its number would be 30001";
  EXPECT_EQ(heard(104), 30004);
  EXPECT_EQ(heard(103), 30003);
}

TEST_F(Sender, DuplicatesDoNotCountAnew) {
  for (std::uint16_t sequence = 1; sequence < 200; ++sequence) {
    ASSERT_EQ(outcome(sender_, rtp_packet(sequence)), SrtpOutcome::done);
    ASSERT_EQ(outcome(sender_, rtp_packet(sequence)), SrtpOutcome::replayed);
  }
  EXPECT_EQ(sender_.shift_of(0xdeadbeef), 0);
}

TEST_F(Sender, HasNoIndexForOneThatCameBeforeTheFirstCycle) {
  EXPECT_EQ(outcome(sender_, rtp_packet(2)), SrtpOutcome::done);
  EXPECT_EQ(outcome(sender_, rtp_packet(65535)), SrtpOutcome::replayed);
  EXPECT_EQ(outcome(sender_, rtp_packet(3)), SrtpOutcome::done);
}

TEST_F(Sender, RefusesWhatIsNoRtpAndWhatHasNoRoomBehind) {
  EXPECT_EQ(outcome(sender_, Bytes(11, 0x80)), SrtpOutcome::malformed);
  EXPECT_EQ(outcome(sender_, Bytes(12, 0x40)), SrtpOutcome::malformed);
  EXPECT_EQ(outcome(sender_, Bytes(12, 0x81)), SrtpOutcome::malformed) << "no room for a CSRC";
  Slot tight(rtp_packet(1), 9);
  EXPECT_EQ(sender_.protect(tight.packet()), SrtpOutcome::no_room);
  EXPECT_EQ(tight.bytes(), rtp_packet(1));
  Slot enough(rtp_packet(1), 10);
  EXPECT_EQ(sender_.protect(enough.packet()), SrtpOutcome::done);
}

TEST_F(Sender, IsLimitedInItsSsrcs) {
  for (std::uint32_t ssrc = 0; ssrc < SrtpSources::kMax; ++ssrc)
    ASSERT_EQ(outcome(sender_, rtp_packet(1, ssrc)), SrtpOutcome::done);
  EXPECT_EQ(outcome(sender_, rtp_packet(1, 0xffff)), SrtpOutcome::too_many_sources);
  EXPECT_EQ(outcome(sender_, rtp_packet(2, 0)), SrtpOutcome::done);
}

TEST_F(Sender, GoesOnCountingWithNewKeys) {
  for (const std::uint16_t sequence : {40000, 65535, 10}) protect(sender_, rtp_packet(sequence));
  ASSERT_TRUE(sender_.rekey(keying(kSuite, 2)));
  const Bytes secret = protect(sender_, rtp_packet(11));
  auto fresh =
      *SrtpTransform::make(keying(kSuite, 2), SrtpUse::rtp, SrtpTransform::Direction::unprotect);
  Bytes bytes = secret;
  EXPECT_TRUE(fresh.unprotect({bytes.data(), 12, 32, {0xdeadbeef, 0x1000b}, true}));
  EXPECT_EQ(outcome(sender_, rtp_packet(11)), SrtpOutcome::replayed);
}

TEST_F(Sender, KeepsItsKeysIfTheNextOnesAreNone) {
  SrtpKeying bad = keying(kSuite, 2);
  bad.mki.resize(1000);
  EXPECT_FALSE(sender_.rekey(bad));
  EXPECT_FALSE(SrtpSender::make(bad));
  EXPECT_EQ(unprotect(receiver_, protect(sender_, rtp_packet(1))), rtp_packet(1));
}

TEST_F(Sender, GoesOnWhereItsStateWasWritten) {
  for (const std::uint16_t sequence : {40000, 65535, 10}) {
    const Bytes secret = protect(sender_, rtp_packet(sequence));
    EXPECT_EQ(unprotect(receiver_, secret), rtp_packet(sequence));
  }
  SrtpSender restored = *SrtpSender::make(keying(kSuite));
  base::move_state(sender_, restored);
  EXPECT_EQ(outcome(restored, rtp_packet(10)), SrtpOutcome::replayed);
  EXPECT_EQ(unprotect(receiver_, protect(restored, rtp_packet(11))), rtp_packet(11));
}

class RtcpSender : public ::testing::Test {
 protected:
  static std::uint32_t index_of(const Bytes& secret) {
    const std::size_t at = secret.size() - 14;
    return std::uint32_t{secret[at]} << 24 | std::uint32_t{secret[at + 1]} << 16 |
           std::uint32_t{secret[at + 2]} << 8 | secret[at + 3];
  }
  SrtcpSender sender_ = *SrtcpSender::make(keying(kSuite));
};

TEST_F(RtcpSender, CountsItsPacketsFromOneForEachSsrc) {
  EXPECT_EQ(index_of(protect(sender_, sender_report())), 0x80000001u);
  EXPECT_EQ(index_of(protect(sender_, sender_report())), 0x80000002u);
  EXPECT_EQ(index_of(protect(sender_, rtcp_packet(201, 0, {2}))), 0x80000001u);
  ASSERT_TRUE(sender_.rekey(keying(kSuite, 2)));
  EXPECT_EQ(index_of(protect(sender_, sender_report())), 0x80000003u);
}

TEST_F(RtcpSender, RefusesWhatIsNoRtcp) {
  EXPECT_EQ(protect(sender_, Bytes(7, 0x80)), Bytes());
  EXPECT_EQ(protect(sender_, rtp_packet(1)), Bytes());
  Slot tight(sender_report(), 13);
  EXPECT_EQ(sender_.protect(tight.packet()), SrtpOutcome::no_room);
}

TEST_F(RtcpSender, LeapsOverWhatMayHaveGoneOutSinceItsStateWasWritten) {
  protect(sender_, sender_report());
  SrtcpSender restored = *SrtcpSender::make(keying(kSuite));
  base::move_state(sender_, restored);
  EXPECT_GT(index_of(protect(restored, sender_report())), 0x80000100u);
}

TEST_F(RtcpSender, EndsWithTheIndicesOfItsKeys) {
  base::ValueTree tree;
  base::FieldWriter writer(tree.dictionary());
  SrtpSources sources;
  sources.add(1).window.note(kMaxSrtcpIndex - 1025);
  sources.describe(writer);
  base::FieldReader reader(tree.root(), 0);
  sender_.describe(reader);
  EXPECT_EQ(index_of(protect(sender_, sender_report())), 0xffffffffu);
  Slot slot(sender_report());
  EXPECT_EQ(sender_.protect(slot.packet()), SrtpOutcome::keys_used_up);
}

}  // namespace
}  // namespace rtpengine::media
