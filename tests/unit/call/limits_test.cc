// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/limits.h"

#include <gtest/gtest.h>

namespace rtpengine::call {
namespace {

TEST(LimitsTest, ForbidNothingUnlessTheyAreSet) {
  LoadMonitor monitor(1);
  monitor.set(1000, 100, 1e12);
  EXPECT_FALSE(limit_reached(Settings{}, 1000000, monitor));
}

TEST(LimitsTest, CountTheSessionsThatAreUp) {
  const LoadMonitor monitor(1);
  Settings settings;
  settings.max_sessions = 2;
  EXPECT_FALSE(limit_reached(settings, 1, monitor));
  EXPECT_EQ(limit_reached(settings, 2, monitor), "Parallel session limit reached");
  settings.max_sessions = 0;
  EXPECT_TRUE(limit_reached(settings, 0, monitor)) << "0 turns all new calls away";
}

TEST(LimitsTest, NameTheLimitThatIsReached) {
  LoadMonitor monitor(1);
  Settings settings;
  settings.max_load = 4.5;
  settings.max_cpu = 90;
  settings.max_bandwidth = 1000;
  monitor.set(4.4, 89, 999);
  EXPECT_FALSE(limit_reached(settings, 0, monitor));
  monitor.set(4.5, 0, 0);
  EXPECT_EQ(limit_reached(settings, 0, monitor), "Load limit exceeded");
  monitor.set(0, 90, 0);
  EXPECT_EQ(limit_reached(settings, 0, monitor), "CPU usage limit exceeded");
  monitor.set(0, 0, 1000);
  EXPECT_EQ(limit_reached(settings, 0, monitor), "Bandwidth limit exceeded");
}

TEST(LoadMonitorTest, WorksOutTheBandwidthOfAllWorkers) {
  LoadMonitor monitor(2);
  monitor.note_received(0, 1000);
  monitor.note_received(1, 500);
  monitor.sample(10 * base::kSecond);
  EXPECT_EQ(monitor.bytes_per_second(), 0) << "nothing to compare with";
  monitor.note_received(0, 5000);
  monitor.note_received(1, 2500);
  monitor.sample(12 * base::kSecond);
  EXPECT_EQ(monitor.bytes_per_second(), 3000);
  monitor.sample(13 * base::kSecond);
  EXPECT_EQ(monitor.bytes_per_second(), 0);
}

TEST(LoadMonitorTest, KeepsTheBandwidthWhenNoTimeHasPassed) {
  LoadMonitor monitor(1);
  monitor.sample(base::kSecond);
  monitor.note_received(0, 100);
  monitor.sample(2 * base::kSecond);
  monitor.sample(2 * base::kSecond);
  EXPECT_EQ(monitor.bytes_per_second(), 100);
}

TEST(LoadMonitorTest, ReadsTheMachine) {
  LoadMonitor monitor(1);
  monitor.sample(base::kSecond);
  monitor.sample(2 * base::kSecond);
  EXPECT_GE(monitor.load(), 0);
  EXPECT_GE(monitor.cpu_percent(), 0);
  EXPECT_LE(monitor.cpu_percent(), 100);
}

}  // namespace
}  // namespace rtpengine::call
