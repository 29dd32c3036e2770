// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counting work until it has ended.
#include "plugin/work_counter.h"

#include <gtest/gtest.h>

#include <thread>

namespace rtpengine::plugin {
namespace {

TEST(WorkCounter, CountsUpAndDown) {
  WorkCounter counter;
  EXPECT_TRUE(counter.wait_until_idle(0));
  EXPECT_TRUE(counter.begin());
  EXPECT_TRUE(counter.begin());
  EXPECT_EQ(counter.count(), 2u);
  EXPECT_FALSE(counter.wait_until_idle(0));
  counter.end();
  counter.end();
  EXPECT_TRUE(counter.wait_until_idle(0));
}

TEST(WorkCounter, CountsNothingWhenClosed) {
  WorkCounter counter;
  EXPECT_TRUE(counter.begin());
  counter.close();
  EXPECT_FALSE(counter.begin());
  EXPECT_EQ(counter.count(), 1u);
}

TEST(WorkCounter, WakesWhoWaits) {
  WorkCounter counter;
  ASSERT_TRUE(counter.begin());
  std::thread other([&counter] { counter.end(); });
  EXPECT_TRUE(counter.wait_until_idle(20 * base::kSecond));
  other.join();
}

TEST(WorkToken, EndsOnceWhenToldOrWhenDestroyed) {
  auto counter = std::make_shared<WorkCounter>();
  auto told = WorkToken::begin(counter);
  auto dropped = WorkToken::begin(counter);
  EXPECT_EQ(counter->count(), 2u);
  told->end();
  told->end();
  EXPECT_EQ(counter->count(), 1u);
  told.reset();
  EXPECT_EQ(counter->count(), 1u);
  dropped.reset();
  EXPECT_EQ(counter->count(), 0u);
  counter->close();
  EXPECT_EQ(WorkToken::begin(counter), nullptr);
}

}  // namespace
}  // namespace rtpengine::plugin
