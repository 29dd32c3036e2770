// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the clocks.
#include "base/clock.h"

#include <gtest/gtest.h>
#include <time.h>

namespace rtpengine::base {
namespace {

TEST(Clock, MonotonicTimeNeverGoesBack) {
  Time before = monotonic_now();
  for (int i = 0; i < 1000; ++i) {
    const Time now = monotonic_now();
    ASSERT_GE(now, before);
    before = now;
  }
}

TEST(Clock, MonotonicTimeIsThatOfTheSystem) {
  timespec before{};
  clock_gettime(CLOCK_MONOTONIC, &before);
  EXPECT_GE(monotonic_now(), before.tv_sec * kSecond + before.tv_nsec / 1000);
}

TEST(Clock, WallClockCountsFromTheEpoch) {
  const std::int64_t before = time(nullptr);
  EXPECT_GE(wall_clock_now() / kSecond, before);
  EXPECT_LE(wall_clock_now() / kSecond, before + 3600);
}

}  // namespace
}  // namespace rtpengine::base
