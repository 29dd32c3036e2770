// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/rtp_rewriter.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/media/fake_packet_io.h"

namespace rtpengine::media {
namespace {

constexpr base::Time kTick = 20 * base::kMillisecond;

/// What the receiver gets to see of a packet.
struct Seen {
  bool sent;
  std::uint32_t ssrc;
  std::uint16_t sequence;
  std::uint32_t timestamp;
};

class RtpRewriterTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kSsrc = 0x1234;

  /// As if the other party's packet with this number had gone out just now.
  explicit RtpRewriterTest(std::uint16_t last = 100)
      : rewriter_({kSsrc, last, 160u * last, now_, true}, 8000) {}

  Seen relay(std::uint16_t sequence, std::uint32_t ssrc = kSsrc) {
    return pass(rtp_text(0, sequence, ssrc), [this](StagePacket& packet) {
      PacketBatch batch;
      batch.add(packet);
      rewriter_.process(batch, now_);
      packet = batch.packets()[0];
    });
  }
  /// A packet of a source; its time stamp is 160 times `count`.
  Seen play(RtpRewriter::Feed& feed, std::uint16_t count) {
    return pass(rtp_text(0, count, 0),
                [&](StagePacket& packet) { rewriter_.number(feed, packet, now_); });
  }
  template <typename Work>
  static Seen pass(std::string data, Work&& work) {
    net::Packet packet;
    packet.data = reinterpret_cast<std::uint8_t*>(data.data());
    packet.size = data.size();
    StagePacket entry{};
    entry.packet = &packet;
    entry.kind = PacketKind::rtp;
    entry.rtp = *rtp_header_fast(packet.bytes());
    work(entry);
    const auto header = *rtp_header_fast(packet.bytes());
    EXPECT_TRUE(entry.dropped ||
                (header.ssrc == entry.rtp.ssrc && header.sequence == entry.rtp.sequence &&
                 header.timestamp == entry.rtp.timestamp));
    if (entry.dropped) {
      EXPECT_EQ(entry.reason, DropReason::replaced);
    }
    return {!entry.dropped, header.ssrc, header.sequence, header.timestamp};
  }
  void tick(int count = 1) { now_ += count * kTick; }

  base::Time now_ = 1000 * base::kSecond;
  RtpRewriter rewriter_;
  RtpRewriter::Feed feed_;
};

TEST_F(RtpRewriterTest, ChangesNothingBeforeASourceSends) {
  for (std::uint16_t i = 101; i < 110; ++i) {
    tick();
    const Seen seen = relay(i);
    EXPECT_EQ(seen.ssrc, kSsrc);
    EXPECT_EQ(seen.sequence, i);
    EXPECT_EQ(seen.timestamp, 160u * i);
  }
  EXPECT_EQ(relay(95).sequence, 95) << "a late packet";
}

TEST_F(RtpRewriterTest, GoesOnWithASourceAndThenWithTheOtherParty) {
  tick();
  rewriter_.mute(true);
  std::uint16_t sequence = 100;
  std::uint32_t timestamp = 16000;
  for (std::uint16_t i = 7000; i < 7010; ++i) {
    EXPECT_FALSE(relay(std::uint16_t(101 + i - 7000)).sent);
    const Seen seen = play(feed_, i);
    EXPECT_EQ(seen.ssrc, kSsrc);
    EXPECT_EQ(seen.sequence, ++sequence);
    EXPECT_EQ(seen.timestamp, timestamp += 160);
    tick();
  }
  rewriter_.mute(false);
  for (std::uint16_t i = 111; i < 120; ++i) {
    const Seen seen = relay(i);
    EXPECT_EQ(seen.ssrc, kSsrc);
    EXPECT_EQ(seen.sequence, ++sequence);
    EXPECT_EQ(seen.timestamp, timestamp += 160);
    tick();
  }
}

TEST_F(RtpRewriterTest, AdvancesTimeStampsByTheTimeThatHasPassed) {
  tick(50);
  EXPECT_EQ(play(feed_, 1).timestamp, 16000u + 8000);
  rewriter_.mute(true);
  tick(100);
  rewriter_.mute(false);
  EXPECT_EQ(relay(500).timestamp, 24000u + 16000);
}

TEST_F(RtpRewriterTest, LetsThePacketBeforeFillItsTime) {
  tick();
  EXPECT_EQ(relay(101).timestamp, 16160u);
  now_ += base::kMillisecond;
  rewriter_.mute(true);
  EXPECT_EQ(play(feed_, 1).timestamp, 16320u) << "not 8 ticks behind it";
}

TEST_F(RtpRewriterTest, LearnsHowLongPacketsAre) {
  tick();
  play(feed_, 2);
  play(feed_, 4);  // packets of 40 ms
  rewriter_.mute(true);
  rewriter_.mute(false);
  EXPECT_EQ(relay(500).timestamp, 16160u + 320 + 320);
}

TEST_F(RtpRewriterTest, KeepsGapsAndOrderOfTheOtherParty) {
  rewriter_.mute(true);
  play(feed_, 1);
  rewriter_.mute(false);
  EXPECT_EQ(relay(200).sequence, 102);
  EXPECT_EQ(relay(203).sequence, 105);
  EXPECT_EQ(relay(202).sequence, 104);
  EXPECT_EQ(relay(204).sequence, 106);
  EXPECT_EQ(relay(202).timestamp, relay(204).timestamp - 320);
}

TEST_F(RtpRewriterTest, DropsLatePacketsOfTheTimeThatWasMuted) {
  rewriter_.mute(true);
  play(feed_, 1);
  rewriter_.mute(false);
  EXPECT_TRUE(relay(200).sent);
  EXPECT_FALSE(relay(199).sent);
  EXPECT_FALSE(relay(100).sent);
  EXPECT_EQ(relay(201).sequence, 103);
}

TEST_F(RtpRewriterTest, NumbersASourceBesideTheOtherParty) {
  RtpRewriter::Feed& events = feed_;
  std::uint16_t expected = 100;
  for (std::uint16_t i = 0; i < 10; ++i) {
    tick();
    const Seen relayed = relay(std::uint16_t(101 + i));
    EXPECT_EQ(relayed.sequence, ++expected);
    EXPECT_EQ(relayed.timestamp, 160u * (101u + i)) << "its own time goes on undisturbed";
    EXPECT_EQ(play(events, i).sequence, ++expected);
  }
  EXPECT_EQ(relay(111).sequence, ++expected);
  // The ones before the last interruptions keep their numbers.
  EXPECT_EQ(relay(110).sequence, 119);
  EXPECT_EQ(relay(109).sequence, 117);
}

TEST_F(RtpRewriterTest, FindsTheWayBackAfterASourceOfAnyLength) {
  for (const unsigned muted : {1u, 1000u, 32767u, 32768u, 40000u, 65535u}) {
    rewriter_.mute(true);
    std::uint16_t last = 0;
    for (unsigned i = 0; i < 10; ++i) last = play(feed_, std::uint16_t(i)).sequence;
    rewriter_.mute(false);
    const Seen seen = relay(std::uint16_t(100 + muted));
    EXPECT_TRUE(seen.sent) << muted;
    EXPECT_EQ(seen.sequence, std::uint16_t(last + 1));
  }
}

TEST_F(RtpRewriterTest, RelaysForLongWithoutLosingLatePackets) {
  rewriter_.mute(true);
  play(feed_, 1);
  rewriter_.mute(false);
  std::uint16_t sequence = 101;
  for (unsigned i = 1000; i < 1000 + 100000; ++i) {
    if (i % 1000 == 5) continue;  // comes late
    ASSERT_EQ(relay(std::uint16_t(i)).sequence, std::uint16_t(sequence + 1 + (i - 1000)));
    if (i % 1000 == 6) {
      ASSERT_EQ(relay(std::uint16_t(i - 1)).sequence, std::uint16_t(sequence + (i - 1000)));
    }
  }
}

TEST_F(RtpRewriterTest, KeepsItsSsrcWhenTheOtherPartyChangesIts) {
  tick();
  EXPECT_EQ(relay(101).sequence, 101);
  tick();
  const Seen seen = relay(9000, 0xbeef);
  EXPECT_EQ(seen.ssrc, kSsrc);
  EXPECT_EQ(seen.sequence, 102);
  EXPECT_EQ(seen.timestamp, 160u * 102);
}

TEST_F(RtpRewriterTest, GivesEachOfTwoInterleavedSsrcsItsPlace) {
  constexpr std::uint32_t kOther = 0xbeef;
  tick();
  EXPECT_EQ(relay(101).sequence, 101);
  const Seen first = relay(9000, kOther);
  EXPECT_EQ(first.sequence, 102);
  for (std::uint16_t i = 1; i < 20; ++i) {
    tick();
    const Seen own = relay(std::uint16_t(101 + i));
    EXPECT_EQ(own.sequence, 101 + 2 * i);
    EXPECT_EQ(own.timestamp, 160u * (101 + i)) << "as if there were no other";
    const Seen other = relay(std::uint16_t(9000 + i), kOther);
    EXPECT_EQ(other.ssrc, kSsrc);
    EXPECT_EQ(other.sequence, 102 + 2 * i);
    EXPECT_EQ(other.timestamp, first.timestamp + 160 * i);
  }
  EXPECT_EQ(relay(119).sequence, 137) << "late";
  EXPECT_EQ(relay(9018, kOther).sequence, 138) << "late";
}

TEST_F(RtpRewriterTest, KeepsTheLossOfEachOfTwoInterleavedSsrcs) {
  EXPECT_EQ(relay(101).sequence, 101);
  EXPECT_EQ(relay(9000, 0xbeef).sequence, 102);
  EXPECT_EQ(relay(104).sequence, 105) << "two were lost";
  EXPECT_EQ(relay(9002, 0xbeef).sequence, 107) << "one was lost";
}

TEST_F(RtpRewriterTest, ForgetsTheSsrcThatWasSilentForLongest) {
  for (const std::uint32_t other : {1u, 2u, 3u}) {
    tick();
    relay(500, other);
  }
  tick();
  EXPECT_EQ(relay(101).timestamp, 160u * 101) << "its time is known still";
  tick();
  relay(500, 4);  // instead of 1
  EXPECT_FALSE(rewriter_.change_of(1));
  for (const std::uint32_t known : {2u, 3u, 4u, kSsrc}) EXPECT_TRUE(rewriter_.change_of(known));
}

TEST_F(RtpRewriterTest, KnowsWhatWasReceivedForWhatWasSent) {
  const auto origin = [&](std::uint32_t reported) {
    const auto found = rewriter_.origin_of(reported);
    return found ? std::pair(found->ssrc, found->sequence) : std::pair(0u, 0u);
  };
  relay(101);
  EXPECT_EQ(origin(0x30000 + 101), std::pair(kSsrc, 0x30000u + 101)) << "with its wraps";
  play(feed_, 1);
  play(feed_, 2);
  EXPECT_EQ(origin(103), std::pair(kSsrc, 101u)) << "the last one before the source";
  relay(102);
  EXPECT_EQ(origin(104), std::pair(kSsrc, 102u));
  EXPECT_EQ(origin(102), std::pair(kSsrc, 101u));
  relay(9000, 0xbeef);
  EXPECT_EQ(origin(0x30000 + 105), std::pair(0xbeefu, 9000u)) << "a stream that is new to all";
  EXPECT_EQ(origin(0x30000 + 104), std::pair(kSsrc, 0x30000u + 102));
  rewriter_.mute(true);
  play(feed_, 3);
  EXPECT_EQ(origin(106), std::pair(0xbeefu, 9000u)) << "not forgotten while it is muted";
}

TEST_F(RtpRewriterTest, CountsWrapsOnBothSides) {
  std::uint16_t number = 100;
  std::uint32_t sent = 100;
  for (unsigned i = 0; i < 70000; ++i) {
    relay(++number);
    ++sent;
    if (i % 100 == 50) play(feed_, std::uint16_t(i)), ++sent;
  }
  const auto origin = rewriter_.origin_of(sent);
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->sequence, 70100u);
}

TEST_F(RtpRewriterTest, TellsWhatSendersReportsLack) {
  relay(101);
  EXPECT_EQ(rewriter_.change_of(kSsrc)->packets, 0u);
  EXPECT_EQ(rewriter_.change_of(kSsrc)->timestamp, 0u);
  play(feed_, 1);
  play(feed_, 2);
  EXPECT_EQ(rewriter_.change_of(kSsrc)->packets, 2u);
  rewriter_.mute(true);
  for (std::uint16_t i = 102; i < 107; ++i) relay(i);
  EXPECT_EQ(rewriter_.change_of(kSsrc)->packets, std::uint32_t(-3));
  rewriter_.mute(false);
  const Seen again = relay(107);
  EXPECT_EQ(rewriter_.change_of(kSsrc)->timestamp, again.timestamp - 160 * 107);
  EXPECT_FALSE(rewriter_.change_of(0xbeef));
}

TEST_F(RtpRewriterTest, BelievesASenderThatCountsAnew) {
  tick();
  const Seen seen = relay(60000);
  EXPECT_EQ(seen.sequence, 101);
  EXPECT_EQ(seen.timestamp, 160u * 101);
}

TEST_F(RtpRewriterTest, LetsWhatIsNoRtpPass) {
  rewriter_.mute(true);
  std::string data = "zrtp";
  net::Packet packet;
  packet.data = reinterpret_cast<std::uint8_t*>(data.data());
  packet.size = data.size();
  StagePacket entry{};
  entry.packet = &packet;
  entry.kind = PacketKind::zrtp;
  PacketBatch batch;
  batch.add(entry);
  rewriter_.process(batch, now_);
  EXPECT_FALSE(batch.packets()[0].dropped);
  EXPECT_EQ(data, "zrtp");
}

TEST(RtpRewriterFromNothingTest, BeginsWhereItIsTold) {
  RtpRewriter rewriter({0xaffe, 0xffff, 5000, 0, false}, 8000);
  std::string data = rtp_text(0, 1, 0);
  net::Packet packet;
  packet.data = reinterpret_cast<std::uint8_t*>(data.data());
  packet.size = data.size();
  StagePacket entry{};
  entry.packet = &packet;
  entry.kind = PacketKind::rtp;
  entry.rtp = *rtp_header_fast(packet.bytes());
  RtpRewriter::Feed feed;
  rewriter.number(feed, entry, base::kSecond);
  EXPECT_EQ(entry.rtp.ssrc, 0xaffeu);
  EXPECT_EQ(entry.rtp.sequence, 0);
  EXPECT_EQ(entry.rtp.timestamp, 5000u);
  EXPECT_EQ(rewriter.position(), StagePosition::rewrite);
  EXPECT_EQ(rewriter.kernel_meaning(), KernelMeaning::user_space_only);
}

}  // namespace
}  // namespace rtpengine::media
