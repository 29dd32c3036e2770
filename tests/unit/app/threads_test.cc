// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scheduling options and limits.
#include "app/threads.h"

#include <sched.h>
#include <sys/resource.h>

#include <thread>

#include "support.h"

namespace rtpengine::app {
namespace {

using test::error_of;

TEST(ThreadScheduling, DefaultChangesNothing) {
  for (const char* word : {"default", "none"}) {
    const auto made = ThreadScheduling::from(word, std::nullopt);
    ASSERT_TRUE(made);
    EXPECT_EQ(*made, ThreadScheduling());
    EXPECT_TRUE(apply_scheduling(*made));
  }
}

TEST(ThreadScheduling, RealTimePoliciesHaveAPriority) {
  EXPECT_EQ(ThreadScheduling::from("fifo", std::nullopt)->priority, 1);
  EXPECT_EQ(ThreadScheduling::from("rr", 99)->priority, 99);
  EXPECT_EQ(error_of(ThreadScheduling::from("fifo", 0)),
            "priority 0 does not fit policy fifo: 1 to 99 are allowed");
}

TEST(ThreadScheduling, OtherPoliciesHaveANiceValue) {
  EXPECT_EQ(ThreadScheduling::from("batch", -20)->priority, -20);
  EXPECT_EQ(error_of(ThreadScheduling::from("default", 20)),
            "priority 20 is a nice value without a real-time policy: -20 to 19 are allowed");
}

TEST(ThreadScheduling, ChangesTheCallingThreadOnly) {
  const int before = sched_getscheduler(0);
  int inside = -1;
  std::thread([&inside] {
    const auto made = ThreadScheduling::from("batch", std::nullopt);
    if (apply_scheduling(*made)) inside = sched_getscheduler(0);
  }).join();
  EXPECT_EQ(inside, SCHED_BATCH);
  EXPECT_EQ(sched_getscheduler(0), before);
}

TEST(Limits, OpenFilesAreRaisedToTheHardLimit) {
  const unsigned long files = raise_open_files_limit();
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(files, limit.rlim_max);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
}

TEST(Limits, ThereIsACpu) { EXPECT_GE(usable_cpus(), 1u); }

}  // namespace
}  // namespace rtpengine::app
