// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of stream counters and of tracking sources.
#include "media/statistics.h"

#include <gtest/gtest.h>

#include <vector>

namespace rtpengine::media {
namespace {

RtpHeader header(std::uint32_t ssrc, std::uint8_t payload_type = 0, std::uint16_t sequence = 0) {
  RtpHeader header;
  header.ssrc = ssrc;
  header.payload_type = payload_type;
  header.sequence = sequence;
  return header;
}

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
  SsrcTracker tracker;
  for (std::uint16_t i = 0; i < 10; i++)
    tracker.note(header(7, 8, static_cast<std::uint16_t>(100 + i)), 1000 + i);
  ASSERT_EQ(tracker.sources().size(), 1u);
  const auto& source = tracker.sources()[0];
  EXPECT_EQ(source.packets, 10u);
  EXPECT_EQ(source.first_sequence, 100);
  EXPECT_EQ(source.last_sequence, 109);
  EXPECT_EQ(source.last_packet, 1009);
}

TEST(SsrcTracker, takes_ssrc_and_payload_type_zero_for_real) {
  SsrcTracker tracker;
  tracker.note(header(0, 0), 1);
  EXPECT_EQ(ssrcs(tracker), std::vector<std::uint32_t>{0});
  EXPECT_EQ(types(tracker), std::vector<int>{0});
}

TEST(SsrcTracker, puts_the_latest_first_and_keeps_its_counts) {
  SsrcTracker tracker;
  for (const std::uint32_t ssrc : {1u, 2u, 3u, 1u, 1u}) tracker.note(header(ssrc), ssrc);
  EXPECT_EQ(ssrcs(tracker), (std::vector<std::uint32_t>{1, 3, 2}));
  EXPECT_EQ(tracker.sources()[0].packets, 3u);
}

TEST(SsrcTracker, forgets_the_source_not_heard_for_longest) {
  SsrcTracker tracker;
  for (const std::uint32_t ssrc : {1u, 2u, 3u, 4u, 1u, 5u}) tracker.note(header(ssrc), 0);
  EXPECT_EQ(ssrcs(tracker), (std::vector<std::uint32_t>{5, 1, 4, 3}));
  EXPECT_EQ(tracker.forgotten(), 1u);
  EXPECT_EQ(tracker.sources()[0].packets, 1u);
}

TEST(SsrcTracker, keeps_the_last_four_payload_types) {
  SsrcTracker tracker;
  for (const std::uint8_t type : {0, 8, 101, 0, 96, 97}) tracker.note(header(1, type), 0);
  EXPECT_EQ(types(tracker), (std::vector<int>{97, 96, 0, 101}));
}

}  // namespace
}  // namespace rtpengine::media
