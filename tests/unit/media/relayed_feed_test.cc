// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which numbers received became which numbers sent.
#include "media/relayed_feed.h"

#include <gtest/gtest.h>

namespace rtpengine::media {
namespace {

TEST(RelayedFeed, OneThatWasRelayedAsItIsGoesOn) {
  RelayedFeed feed(7, 10);
  EXPECT_TRUE(feed.going_on());
  EXPECT_TRUE(feed.heard_before());
  EXPECT_EQ(feed.ahead(12), 2);
  EXPECT_EQ(feed.ahead(65530), -16);
  ASSERT_NE(feed.run_of(65530), nullptr) << "before it wrapped";
  EXPECT_EQ(feed.run_of(65530)->offset, 0u);
  EXPECT_EQ(feed.run_of(11), nullptr);
}

TEST(RelayedFeed, ANewOneBeginsWithItsFirstRun) {
  RelayedFeed feed(7);
  EXPECT_FALSE(feed.going_on());
  EXPECT_FALSE(feed.heard_before());
  EXPECT_EQ(feed.run_sent_by(1000), nullptr);
  feed.begin_run(65535, 100, 5);
  feed.go_on_to(0);
  EXPECT_EQ(feed.newest().last, 65536u) << "it has wrapped";
  EXPECT_EQ(std::uint16_t(feed.newest().last + feed.newest().offset), 101);
  EXPECT_EQ(feed.newest().timestamp_offset, 5u);
}

TEST(RelayedFeed, LatePacketsBelongToTheRunOfTheirTime) {
  RelayedFeed feed(7, 10);
  feed.begin_run(11, 20, 0);
  feed.go_on_to(13);
  feed.begin_run(14, 40, 0);
  EXPECT_EQ(feed.run_of(10)->offset, 0u);
  EXPECT_EQ(feed.run_of(12)->offset, 9u);
  EXPECT_EQ(feed.run_of(14)->offset, 26u);
}

TEST(RelayedFeed, AClosedOneForgetsLatePacketsButNotWhatWasSent) {
  RelayedFeed feed(7, 10);
  feed.close();
  EXPECT_FALSE(feed.going_on());
  EXPECT_EQ(feed.run_of(10), nullptr);
  ASSERT_NE(feed.run_sent_by(10), nullptr);
  feed.begin_run(50, 11, 0);
  EXPECT_EQ(feed.run_of(10), nullptr);
  EXPECT_EQ(feed.run_sent_by(10)->last, 10u);
  EXPECT_EQ(feed.run_sent_by(11)->last, 50u);
}

TEST(RelayedFeed, RemembersFourRunsAndAThousandNumbersOfEach) {
  RelayedFeed feed(7, 0);
  for (std::uint16_t i = 1; i <= 4; ++i) feed.begin_run(i, 10u * i, 0);
  EXPECT_EQ(feed.run_of(0), nullptr);
  EXPECT_NE(feed.run_of(1), nullptr);
  feed.go_on_to(2000);
  EXPECT_EQ(feed.run_of(999), nullptr);
  EXPECT_NE(feed.run_of(1000), nullptr);
}

}  // namespace
}  // namespace rtpengine::media
