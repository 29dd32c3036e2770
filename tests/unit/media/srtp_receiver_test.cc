// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_receiver.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "media/srtp_sender.h"
#include "tests/unit/base/move_state.h"
#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

constexpr auto kSuite = SrtpSuite::aes_cm_128_hmac_sha1_80;

std::string name_of(const ::testing::TestParamInfo<SrtpSuite>& suite) {
  return std::string(info(suite.param).name);
}

class EachSuite : public ::testing::TestWithParam<SrtpSuite> {
 protected:
  SrtpSender sender_ = *SrtpSender::make(keying(GetParam()));
  SrtpReceiver receiver_ = *SrtpReceiver::make(keying(GetParam()));
  SrtcpSender rtcp_sender_ = *SrtcpSender::make(keying(GetParam()));
  SrtcpReceiver rtcp_receiver_ = *SrtcpReceiver::make(keying(GetParam()));
};

INSTANTIATE_TEST_SUITE_P(Srtp, EachSuite, ::testing::ValuesIn([] {
                           std::vector<SrtpSuite> all;
                           for (const SrtpSuiteInfo& suite : srtp_suites())
                             all.push_back(suite.suite);
                           return all;
                         }()),
                         name_of);

TEST_P(EachSuite, GivesBackWhatWasSent) {
  for (std::uint16_t sequence = 65000; sequence != 1000; ++sequence)
    ASSERT_EQ(unprotect(receiver_, protect(sender_, rtp_packet(sequence))), rtp_packet(sequence));
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(unprotect(rtcp_receiver_, protect(rtcp_sender_, sender_report() + cname())),
              sender_report() + cname());
}

TEST_P(EachSuite, RefusesAPacketThatWasHereBefore) {
  const Bytes secret = protect(sender_, rtp_packet(1));
  EXPECT_EQ(outcome_of(receiver_, secret), SrtpOutcome::done);
  EXPECT_EQ(outcome_of(receiver_, secret), SrtpOutcome::replayed);
  const Bytes rtcp = protect(rtcp_sender_, sender_report());
  EXPECT_EQ(outcome_of(rtcp_receiver_, rtcp), SrtpOutcome::done);
  EXPECT_EQ(outcome_of(rtcp_receiver_, rtcp), SrtpOutcome::replayed);
}

/// Change each byte of the packet: it is refused, left as it is, and the right one is taken.
template <typename Receiver>
void expect_each_byte_counts(Receiver& receiver, const Bytes& secret) {
  for (std::size_t i = 0; i < secret.size(); ++i) {
    for (const std::uint8_t change : {0x01, 0x80}) {
      Bytes forged = secret;
      forged[i] ^= change;
      Slot slot(forged);
      EXPECT_NE(receiver.unprotect(slot.packet()), SrtpOutcome::done) << "byte " << i;
      EXPECT_EQ(slot.bytes(), forged) << "byte " << i;
    }
  }
  EXPECT_EQ(outcome_of(receiver, secret), SrtpOutcome::done);
}

TEST_P(EachSuite, RefusesAPacketThatWasChanged) {
  // Of an SSRC that is not known, and of one that is.
  expect_each_byte_counts(receiver_, protect(sender_, rtp_packet(1)));
  EXPECT_EQ(receiver_.sources().size(), 1u) << "what was forged has left nothing";
  expect_each_byte_counts(receiver_, protect(sender_, rtp_packet(2)));
  expect_each_byte_counts(rtcp_receiver_, protect(rtcp_sender_, sender_report()));
  expect_each_byte_counts(rtcp_receiver_, protect(rtcp_sender_, sender_report()));
}

TEST_P(EachSuite, RefusesAPacketThatWasCut) {
  const Bytes secret = protect(sender_, rtp_packet(1));
  for (std::size_t size = 0; size < secret.size(); ++size)
    EXPECT_EQ(unprotect(receiver_, Bytes(secret.begin(), secret.begin() + long(size))), Bytes());
  const Bytes rtcp = protect(rtcp_sender_, sender_report());
  for (std::size_t size = 0; size < rtcp.size(); ++size)
    EXPECT_EQ(unprotect(rtcp_receiver_, Bytes(rtcp.begin(), rtcp.begin() + long(size))), Bytes());
}

TEST_P(EachSuite, RefusesAPacketOfOtherKeys) {
  SrtpSender sender = *SrtpSender::make(keying(GetParam(), 2));
  SrtcpSender rtcp_sender = *SrtcpSender::make(keying(GetParam(), 2));
  EXPECT_EQ(outcome_of(receiver_, protect(sender, rtp_packet(1))), SrtpOutcome::not_authentic);
  EXPECT_EQ(outcome_of(rtcp_receiver_, protect(rtcp_sender, sender_report())),
            SrtpOutcome::not_authentic);
}

TEST_P(EachSuite, TakesPacketsWithAnMkiAndOnlyThose) {
  SrtpKeying with = keying(GetParam());
  with.mki = {0, 0, 0, 1};
  SrtpSender sender = *SrtpSender::make(with);
  SrtcpSender rtcp_sender = *SrtcpSender::make(with);
  SrtpReceiver receiver = *SrtpReceiver::make(with);
  SrtcpReceiver rtcp_receiver = *SrtcpReceiver::make(with);
  expect_each_byte_counts(receiver, protect(sender, rtp_packet(1)));
  expect_each_byte_counts(rtcp_receiver, protect(rtcp_sender, sender_report()));
  EXPECT_NE(outcome_of(receiver, protect(sender_, rtp_packet(2))), SrtpOutcome::done);
  EXPECT_NE(outcome_of(receiver_, protect(sender, rtp_packet(2))), SrtpOutcome::done);

  with.mki = {0, 0, 0, 2};
  SrtpSender other = *SrtpSender::make(with);
  EXPECT_EQ(outcome_of(receiver, protect(other, rtp_packet(3))), SrtpOutcome::unknown_mki);
}

class Receiver : public ::testing::Test {
 protected:
  /// The outcomes of packets that all come.
  bool pass(SrtpSender& sender, std::initializer_list<int> sequences) {
    bool good = true;
    for (const int sequence : sequences) {
      const Bytes plain = rtp_packet(std::uint16_t(sequence));
      good = unprotect(receiver_, protect(sender, plain)) == plain && good;
    }
    return good;
  }
  /// Packets that nobody receives.
  static void lose(SrtpSender& sender, std::initializer_list<int> sequences) {
    for (const int sequence : sequences)
      EXPECT_NE(protect(sender, rtp_packet(std::uint16_t(sequence))), Bytes());
  }

  SrtpSender sender_ = *SrtpSender::make(keying(kSuite));
  SrtpReceiver receiver_ = *SrtpReceiver::make(keying(kSuite));
};

TEST_F(Receiver, CountsRolloversOverManyCyclesAndGaps) {
  EXPECT_TRUE(pass(sender_, {1, 30000, 60000, 100, 20000, 50000, 65535, 0, 2, 1, 32000, 64000}));
  EXPECT_EQ(receiver_.sources().latest()->window.highest() >> 16, 2u);
}

TEST_F(Receiver, TakesLatePacketsOfTheCycleBefore) {
  lose(sender_, {60000});
  const Bytes late = protect(sender_, rtp_packet(65500));
  EXPECT_TRUE(pass(sender_, {65535, 0, 10}));
  EXPECT_EQ(unprotect(receiver_, late), rtp_packet(65500));
  EXPECT_TRUE(pass(sender_, {11}));
}

TEST_F(Receiver, FindsTheRolloverCounterOfASenderThatWrappedBeforeItWasHeard) {
  lose(sender_, {65535});
  EXPECT_TRUE(pass(sender_, {0, 1}));
  EXPECT_EQ(receiver_.sources().latest()->window.highest(), 0x10001u);
}

TEST_F(Receiver, FindsItsWayAfterAGapOfMoreThanHalfACycle) {
  EXPECT_TRUE(pass(sender_, {100}));
  lose(sender_, {30000, 60000, 20000});
  int refused = 0;
  while (refused < 100 && !pass(sender_, {20001 + refused})) ++refused;
  EXPECT_EQ(refused, 16);
  EXPECT_TRUE(pass(sender_, {30000}));
}

TEST_F(Receiver, IsNotLedAstrayByForgedPackets) {
  EXPECT_TRUE(pass(sender_, {100}));
  for (int i = 0; i < 1000; ++i) {
    Bytes forged = protect(sender_, rtp_packet(std::uint16_t(101 + i)));
    forged[3] ^= 0x40;
    EXPECT_EQ(unprotect(receiver_, forged), Bytes());
  }
  EXPECT_EQ(receiver_.sources().latest()->window.highest(), 100u);
  EXPECT_TRUE(pass(sender_, {1200, 1201}));
}

TEST_F(Receiver, KeepsEachSsrcsRolloverCounter) {
  const auto pass_of = [this](std::uint32_t ssrc, int sequence) {
    const Bytes plain = rtp_packet(std::uint16_t(sequence), ssrc);
    return unprotect(receiver_, protect(sender_, plain)) == plain;
  };
  for (const int sequence : {40000, 65535, 5}) EXPECT_TRUE(pass_of(1, sequence));
  for (const int sequence : {40000, 65535, 5, 30000, 60000, 9}) EXPECT_TRUE(pass_of(2, sequence));
  EXPECT_TRUE(pass_of(1, 6));
  EXPECT_TRUE(pass_of(2, 10));
  EXPECT_TRUE(pass_of(1, 7));
}

TEST_F(Receiver, FindsANewSsrcWhoseSenderCountsRolloversOfAll) {
  EXPECT_TRUE(pass(sender_, {40000, 65535, 5, 30000, 60000, 9}));
  auto transform =
      *SrtpTransform::make(keying(kSuite), SrtpUse::rtp, SrtpTransform::Direction::protect);
  const Bytes plain = rtp_packet(300, 7);
  Bytes secret = plain + Bytes(10);
  ASSERT_TRUE(transform.protect({secret.data(), 12, plain.size(), {7, 0x2012c}, true}));
  EXPECT_EQ(unprotect(receiver_, secret), plain);
}

TEST_F(Receiver, IsLimitedInItsSsrcsAndForgedOnesDoNotCount) {
  for (std::uint32_t ssrc = 0; ssrc < 2 * SrtpSources::kMax; ++ssrc) {
    Bytes forged = protect(sender_, rtp_packet(1, ssrc));
    if (forged.empty()) break;
    forged[14] ^= 1;
    EXPECT_EQ(outcome_of(receiver_, forged), SrtpOutcome::not_authentic);
  }
  EXPECT_EQ(receiver_.sources().size(), 0u);
  for (std::uint32_t ssrc = 0; ssrc < SrtpSources::kMax; ++ssrc)
    ASSERT_EQ(outcome_of(receiver_, protect(sender_, rtp_packet(2, ssrc))), SrtpOutcome::done);
  SrtpSender other = *SrtpSender::make(keying(kSuite));
  EXPECT_EQ(outcome_of(receiver_, protect(other, rtp_packet(1, 0xffff))),
            SrtpOutcome::too_many_sources);
  EXPECT_EQ(outcome_of(receiver_, protect(sender_, rtp_packet(3, 0))), SrtpOutcome::done);
}

TEST_F(Receiver, HoldsTheOldKeysUntilTheSenderHasTakenTheNewOnes) {
  EXPECT_TRUE(pass(sender_, {40000, 65535, 5}));
  ASSERT_TRUE(receiver_.rekey(keying(kSuite, 2)));
  EXPECT_TRUE(pass(sender_, {6, 7}));
  const Bytes late = protect(sender_, rtp_packet(8));
  const Bytes replayed = protect(sender_, rtp_packet(9));
  EXPECT_EQ(outcome_of(receiver_, replayed), SrtpOutcome::done);
  EXPECT_EQ(outcome_of(receiver_, replayed), SrtpOutcome::replayed);
  ASSERT_TRUE(sender_.rekey(keying(kSuite, 2)));
  EXPECT_TRUE(pass(sender_, {10, 11}));
  EXPECT_EQ(outcome_of(receiver_, late), SrtpOutcome::not_authentic) << "the old keys are gone";
  EXPECT_EQ(receiver_.sources().latest()->window.highest(), 0x1000bu);
}

TEST_F(Receiver, TakesASenderThatBeginsAnewWithNewKeys) {
  EXPECT_TRUE(pass(sender_, {40000, 65535, 5, 30000, 60000, 9}));
  ASSERT_TRUE(receiver_.rekey(keying(kSuite, 2)));
  SrtpSender anew = *SrtpSender::make(keying(kSuite, 2));
  EXPECT_TRUE(pass(anew, {10, 11}));
  EXPECT_EQ(receiver_.sources().latest()->window.highest(), 11u);
}

TEST_F(Receiver, TakesTheLastOfSeveralNewKeys) {
  EXPECT_TRUE(pass(sender_, {1}));
  ASSERT_TRUE(receiver_.rekey(keying(kSuite, 2)));
  ASSERT_TRUE(receiver_.rekey(keying(SrtpSuite::aead_aes_256_gcm, 3)));
  SrtpSender third = *SrtpSender::make(keying(SrtpSuite::aead_aes_256_gcm, 3));
  EXPECT_TRUE(pass(sender_, {2}));
  EXPECT_TRUE(pass(third, {3, 4}));
  EXPECT_FALSE(pass(sender_, {5}));
}

TEST_F(Receiver, KeepsItsKeysIfTheNextOnesAreNone) {
  SrtpKeying bad = keying(kSuite, 2);
  bad.mki.resize(1000);
  EXPECT_FALSE(receiver_.rekey(bad));
  EXPECT_FALSE(SrtpReceiver::make(bad));
  EXPECT_TRUE(pass(sender_, {1}));
}

TEST_F(Receiver, FindsTheRolloverCounterOfAStateThatIsBehind) {
  for (const int cycles : {0, 1, 2, 3}) {
    SCOPED_TRACE(cycles);
    SrtpSender sender = *SrtpSender::make(keying(kSuite));
    SrtpReceiver before = *SrtpReceiver::make(keying(kSuite));
    const Bytes last = protect(sender, rtp_packet(40000));
    EXPECT_EQ(unprotect(before, last), rtp_packet(40000));
    receiver_ = *SrtpReceiver::make(keying(kSuite));
    base::move_state(before, receiver_);
    EXPECT_EQ(outcome_of(receiver_, last), SrtpOutcome::replayed);
    for (int i = 0; i < cycles; ++i) lose(sender, {65535, 20000, 41000});
    EXPECT_TRUE(pass(sender, {41001, 41002}));
    EXPECT_EQ(receiver_.sources().latest()->window.highest() >> 16, unsigned(cycles));
  }
}

TEST_F(Receiver, OfUnauthenticatedSrtpTakesWhatComes) {
  SrtpKeying open = keying(kSuite);
  open.parameters.unauthenticated_srtp = true;
  SrtpSender sender = *SrtpSender::make(open);
  receiver_ = *SrtpReceiver::make(open);
  EXPECT_TRUE(pass(sender, {40000, 65535, 5, 4}));
  // Forged packets of other SSRCs neither keep the sender out nor take memory without end.
  for (std::uint32_t ssrc = 0; ssrc < 3 * SrtpSources::kMax; ++ssrc)
    EXPECT_EQ(outcome_of(receiver_, rtp_packet(1, ssrc)), SrtpOutcome::done);
  EXPECT_EQ(receiver_.sources().size(), SrtpSources::kMax);
}

class RtcpReceiver : public ::testing::Test {
 protected:
  SrtcpSender sender_ = *SrtcpSender::make(keying(kSuite));
  SrtcpReceiver receiver_ = *SrtcpReceiver::make(keying(kSuite));
};

TEST_F(RtcpReceiver, BelievesTheEFlag) {
  SrtpKeying open = keying(kSuite);
  open.parameters.unencrypted_srtcp = true;
  SrtcpSender unencrypted = *SrtcpSender::make(open);
  const Bytes secret = protect(unencrypted, sender_report());
  EXPECT_EQ(Bytes(secret.begin(), secret.end() - 14), sender_report());
  EXPECT_EQ(unprotect(receiver_, secret), sender_report());
}

TEST_F(RtcpReceiver, HoldsTheOldKeysUntilTheSenderHasTakenTheNewOnes) {
  EXPECT_EQ(unprotect(receiver_, protect(sender_, sender_report())), sender_report());
  ASSERT_TRUE(receiver_.rekey(keying(kSuite, 2)));
  EXPECT_EQ(unprotect(receiver_, protect(sender_, sender_report())), sender_report());
  const Bytes late = protect(sender_, sender_report());
  SrtcpSender anew = *SrtcpSender::make(keying(kSuite, 2));
  EXPECT_EQ(unprotect(receiver_, protect(anew, sender_report())), sender_report());
  EXPECT_EQ(outcome_of(receiver_, late), SrtpOutcome::not_authentic);
  EXPECT_EQ(unprotect(receiver_, protect(anew, sender_report())), sender_report());
}

TEST_F(RtcpReceiver, RemembersWhatCameBeforeItsStateWasWritten) {
  const Bytes secret = protect(sender_, sender_report());
  EXPECT_EQ(outcome_of(receiver_, secret), SrtpOutcome::done);
  SrtcpReceiver restored = *SrtcpReceiver::make(keying(kSuite));
  base::move_state(receiver_, restored);
  EXPECT_EQ(outcome_of(restored, secret), SrtpOutcome::replayed);
  EXPECT_EQ(outcome_of(restored, protect(sender_, sender_report())), SrtpOutcome::done);
}

TEST_F(RtcpReceiver, IsLimitedInItsSsrcs) {
  for (std::uint32_t ssrc = 0; ssrc < SrtpSources::kMax; ++ssrc)
    ASSERT_EQ(outcome_of(receiver_, protect(sender_, rtcp_packet(201, 0, {ssrc}))),
              SrtpOutcome::done);
  SrtcpSender other = *SrtcpSender::make(keying(kSuite));
  EXPECT_EQ(outcome_of(receiver_, protect(other, rtcp_packet(201, 0, {0xffff}))),
            SrtpOutcome::too_many_sources);
}

}  // namespace
}  // namespace rtpengine::media
