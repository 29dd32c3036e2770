// SPDX-License-Identifier: GPL-3.0-or-later
//
// When packet I/O sleeps on the grid.
#include "net/wake_policy.h"

#include <gtest/gtest.h>

namespace rtpengine::net {
namespace {

using base::kMillisecond;
using base::Time;

/// A wake-up each `interval` with `packets` each, for `length`. Returns how often the mode changed.
int run(WakePolicy& policy, Time& now, Time length, Time interval, std::size_t packets) {
  int changes = 0;
  bool before = policy.on_grid();
  for (const Time end = now + length; now < end; now += interval) {
    const bool grid = policy.on_wakeup(now, packets);
    changes += grid != before;
    before = grid;
  }
  return changes;
}

TEST(WakePolicy, StartsOnArrival) { EXPECT_FALSE(WakePolicy().on_grid()); }

TEST(WakePolicy, AFewCallsStayOnArrival) {
  WakePolicy policy;
  Time now = 12345678;
  EXPECT_EQ(run(policy, now, base::kSecond, 250, 1), 0);  // 4 a millisecond
}

TEST(WakePolicy, LoadSwitchesToTheGridWithinMilliseconds) {
  WakePolicy policy;
  Time now = 12345678;
  run(policy, now, 10 * kMillisecond, 100, 1);  // 10 a millisecond
  EXPECT_TRUE(policy.on_grid());
}

TEST(WakePolicy, ASingleBurstDoesNotSwitch) {
  WakePolicy policy;
  Time now = 12345678;
  // 15 packets of a video frame at once, each 33 ms.
  for (int frame = 0; frame < 30; ++frame) {
    run(policy, now, 150, 10, 1);
    now += 33 * kMillisecond;
    EXPECT_FALSE(policy.on_grid());
  }
}

TEST(WakePolicy, StaysOnTheGridUntilTheRateIsHalf) {
  WakePolicy policy;
  Time now = 12345678;
  run(policy, now, 10 * kMillisecond, 100, 1);
  EXPECT_EQ(run(policy, now, base::kSecond, kMillisecond, 3), 0);
  EXPECT_TRUE(policy.on_grid());
  EXPECT_EQ(run(policy, now, 100 * kMillisecond, kMillisecond, 2), 1);
  EXPECT_FALSE(policy.on_grid());
}

TEST(WakePolicy, ARateNearTheLimitDoesNotFlutter) {
  WakePolicy policy;
  Time now = 12345678;
  int changes = 0;
  for (int i = 0; i < 100; ++i)
    changes += run(policy, now, 10 * kMillisecond, kMillisecond, i % 2 ? 4 : 6);
  EXPECT_LE(changes, 1);
}

TEST(WakePolicy, IdleTicksLeaveTheGrid) {
  WakePolicy policy;
  Time now = 12345678;
  run(policy, now, 10 * kMillisecond, 100, 1);
  run(policy, now, 2 * WakePolicy::kQuietWindow, kMillisecond, 0);
  EXPECT_FALSE(policy.on_grid());
}

}  // namespace
}  // namespace rtpengine::net
