// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of stream counters and of tracking sources.
#include "media/statistics.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/base/move_state.h"

namespace rtpengine::media {
namespace {

RtpHeader header(std::uint32_t ssrc, std::uint8_t payload_type = 0, std::uint16_t sequence = 0) {
  RtpHeader header;
  header.ssrc = ssrc;
  header.payload_type = payload_type;
  header.sequence = sequence;
  return header;
}

/// 8000 for everything but 111, and counts how often it is asked.
struct Clocks final : ClockRates {
  std::uint32_t clock_rate_of(std::uint8_t type) const override {
    ++asked;
    return type == 111 ? 48000 : 8000;
  }
  mutable int asked = 0;
};

/// A tracker, and packets for it.
struct Tracked {
  void note(const RtpHeader& header, base::Time now) { tracker.note(header, now, clocks); }
  /// With 20 ms in each packet, `late` behind its time.
  void note(std::uint16_t sequence, base::Time late = 0, std::uint32_t ssrc = 1,
            std::uint8_t type = 0) {
    RtpHeader packet = header(ssrc, type, sequence);
    packet.timestamp = sequence * (type == 111 ? 960u : 160u);
    note(packet, 1000 + sequence * 20 * base::kMillisecond + late);
  }
  Reception reception() const { return tracker.reception(); }

  Clocks clocks;
  SsrcTracker tracker;
};

std::vector<std::uint32_t> ssrcs(const SsrcTracker& tracker) {
  std::vector<std::uint32_t> result;
  for (const auto& source : tracker.sources()) result.push_back(source.ssrc);
  return result;
}

std::vector<int> types(const SsrcTracker& tracker) {
  return {tracker.payload_types().begin(), tracker.payload_types().end()};
}

TEST(StreamCounters, count_packets_bytes_and_the_last_time) {
  StreamCounters counters;
  counters.count(172, 100);
  counters.count(60, 200);
  EXPECT_EQ(counters.packets, 2u);
  EXPECT_EQ(counters.bytes, 232u);
  EXPECT_EQ(counters.last_packet, 200);
}

TEST(StreamCounters, sum_keeps_the_latest_time) {
  StreamCounters one, two;
  one.count(10, 500);
  two.count(20, 300);
  two.errors = 3;
  two.kernel_packets = 1;
  two.kernel_bytes = 20;
  one += two;
  EXPECT_EQ(one.packets, 2u);
  EXPECT_EQ(one.bytes, 30u);
  EXPECT_EQ(one.errors, 3u);
  EXPECT_EQ(one.kernel_packets, 1u);
  EXPECT_EQ(one.kernel_bytes, 20u);
  EXPECT_EQ(one.last_packet, 500);
}

TEST(SsrcTracker, has_nothing_at_first) {
  const SsrcTracker tracker;
  EXPECT_TRUE(tracker.sources().empty());
  EXPECT_TRUE(tracker.payload_types().empty());
}

TEST(SsrcTracker, follows_one_source) {
  Tracked tracked;
  const SsrcTracker& tracker = tracked.tracker;
  for (std::uint16_t i = 0; i < 10; i++)
    tracked.note(header(7, 8, static_cast<std::uint16_t>(100 + i)), 1000 + i);
  ASSERT_EQ(tracker.sources().size(), 1u);
  const auto& source = tracker.sources()[0];
  EXPECT_EQ(source.packets, 10u);
  EXPECT_EQ(source.first_sequence, 100);
  EXPECT_EQ(source.last_sequence, 109);
  EXPECT_EQ(source.last_packet, 1009);
}

TEST(SsrcTracker, takes_ssrc_and_payload_type_zero_for_real) {
  Tracked tracked;
  const SsrcTracker& tracker = tracked.tracker;
  tracked.note(header(0, 0), 1);
  EXPECT_EQ(ssrcs(tracker), std::vector<std::uint32_t>{0});
  EXPECT_EQ(types(tracker), std::vector<int>{0});
}

TEST(SsrcTracker, puts_the_latest_first_and_keeps_its_counts) {
  Tracked tracked;
  const SsrcTracker& tracker = tracked.tracker;
  for (const std::uint32_t ssrc : {1u, 2u, 3u, 1u, 1u}) tracked.note(header(ssrc), ssrc);
  EXPECT_EQ(ssrcs(tracker), (std::vector<std::uint32_t>{1, 3, 2}));
  EXPECT_EQ(tracker.sources()[0].packets, 3u);
}

TEST(SsrcTracker, forgets_the_source_not_heard_for_longest) {
  Tracked tracked;
  const SsrcTracker& tracker = tracked.tracker;
  for (const std::uint32_t ssrc : {1u, 2u, 3u, 4u, 1u, 5u}) tracked.note(header(ssrc), 0);
  EXPECT_EQ(ssrcs(tracker), (std::vector<std::uint32_t>{5, 1, 4, 3}));
  EXPECT_EQ(tracker.forgotten(), 1u);
  EXPECT_EQ(tracker.sources()[0].packets, 1u);
}

TEST(SsrcTracker, knows_the_sources_that_it_has_not_forgotten) {
  Tracked of;
  EXPECT_FALSE(of.tracker.knows(1));
  for (std::uint32_t ssrc = 1; ssrc <= 5; ++ssrc) of.note(header(ssrc), 10);
  EXPECT_FALSE(of.tracker.knows(1));
  EXPECT_TRUE(of.tracker.knows(2));
  EXPECT_TRUE(of.tracker.knows(5));
}

TEST(SsrcTracker, keeps_the_last_four_payload_types) {
  Tracked tracked;
  const SsrcTracker& tracker = tracked.tracker;
  for (const std::uint8_t type : {0, 8, 101, 0, 96, 97}) tracked.note(header(1, type), 0);
  EXPECT_EQ(types(tracker), (std::vector<int>{97, 96, 0, 101}));
}

TEST(SsrcTracker, asks_for_the_clock_when_the_payload_type_changes) {
  Tracked tracked;
  for (const std::uint8_t type : {0, 0, 101, 101, 0}) tracked.note(header(1, type), 0);
  EXPECT_EQ(tracked.clocks.asked, 3);
  tracked.tracker.forget_clock();
  tracked.note(header(1, 0), 0);
  tracked.note(header(1, 0), 0);
  EXPECT_EQ(tracked.clocks.asked, 4);
}

TEST(SsrcTracker, tells_what_arrived) {
  Tracked tracked;
  EXPECT_EQ(tracked.reception().expected, 0u);
  for (const std::uint16_t sequence : {1, 2, 2, 4, 3, 7, 30000}) tracked.note(sequence);
  const Reception reception = tracked.reception();
  EXPECT_EQ(reception.expected, 7u);
  EXPECT_EQ(reception.lost(), 2u);
  EXPECT_EQ(reception.duplicates, 1u);
  EXPECT_EQ(reception.reordered, 1u);
  EXPECT_EQ(reception.strays, 1u);
}

TEST(SsrcTracker, measures_jitter_with_the_clock_of_each_payload_type) {
  Tracked tracked;
  for (std::uint16_t i = 0; i < 100; ++i) tracked.note(i, 0, 1, i < 50 ? 0 : 111);
  EXPECT_EQ(tracked.reception().jitter_highest, 0);
  EXPECT_EQ(tracked.reception().jitter_samples, 98u);
  tracked.note(100, 16 * base::kMillisecond, 1, 111);
  EXPECT_EQ(tracked.reception().jitter_now, base::kMillisecond);
}

TEST(SsrcTracker, does_not_compare_sources) {
  Tracked tracked;
  for (std::uint16_t i = 0; i < 20; ++i) {
    tracked.note(i, 0, 1);
    tracked.note(std::uint16_t(40000 + i), 0, 2);
  }
  EXPECT_EQ(tracked.reception().expected, 40u);
  EXPECT_EQ(tracked.reception().lost(), 0u);
  EXPECT_EQ(tracked.reception().jitter_highest, 0);
}

TEST(SsrcTracker, does_not_take_a_copy_or_a_new_beginning_for_jitter) {
  Tracked tracked;
  for (std::uint16_t i = 0; i < 20; ++i) tracked.note(i);
  tracked.note(18, 500 * base::kMillisecond);
  for (std::uint16_t i = 40000; i < 40020; ++i) tracked.note(i, 700 * base::kMillisecond);
  EXPECT_EQ(tracked.reception().jitter_highest, 0);
  EXPECT_EQ(tracked.reception().expected, 40u);
}

TEST(SsrcTracker, counts_on_behind_an_interruption) {
  Tracked tracked;
  for (std::uint16_t i = 0; i < 20; ++i) tracked.note(i);
  tracked.tracker.interrupt();
  for (std::uint16_t i = 900; i < 920; ++i) tracked.note(i, 80 * base::kMillisecond);
  EXPECT_EQ(tracked.reception().expected, 40u);
  EXPECT_EQ(tracked.reception().lost(), 0u);
  EXPECT_EQ(tracked.reception().jitter_highest, 0);
}

TEST(SsrcTracker, keeps_the_figures_of_sources_that_it_forgets) {
  Tracked tracked;
  for (std::uint32_t ssrc = 1; ssrc <= 6; ++ssrc) {
    for (const std::uint16_t sequence : {1, 2, 4}) {
      tracked.note(sequence, sequence == 4 ? 16000 : 0, ssrc);
    }
  }
  EXPECT_EQ(tracked.tracker.forgotten(), 2u);
  EXPECT_EQ(tracked.reception().expected, 24u);
  EXPECT_EQ(tracked.reception().lost(), 6u);
  EXPECT_EQ(tracked.reception().jitter_samples, 12u);
  EXPECT_EQ(tracked.reception().jitter_mean(), 500);
}

TEST(SsrcTracker, moves_with_all_it_knows) {
  Tracked tracked;
  for (std::uint32_t ssrc = 1; ssrc <= 6; ++ssrc) {
    for (const std::uint16_t sequence : {1, 2, 4}) tracked.note(sequence, 0, ssrc);
  }
  Tracked moved;
  base::move_state(tracked.tracker, moved.tracker);
  EXPECT_EQ(ssrcs(moved.tracker), ssrcs(tracked.tracker));
  EXPECT_EQ(types(moved.tracker), types(tracked.tracker));
  EXPECT_EQ(moved.reception().expected, 24u);
  EXPECT_EQ(moved.reception().jitter_samples, tracked.reception().jitter_samples);
  moved.note(5, 0, 6);
  EXPECT_EQ(moved.reception().expected, 25u);
}

TEST(SsrcTracker, takes_little_while_there_is_nothing) { EXPECT_LE(sizeof(SsrcTracker), 64u); }

}  // namespace
}  // namespace rtpengine::media
