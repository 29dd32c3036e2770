// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/memory.h"

#include <gtest/gtest.h>

namespace rtpengine::app {
namespace {

TEST(MemoryTrimTest, IsDueOnceEachTimeThatHalfOfTheCallsHaveEnded) {
  MemoryTrim trim;
  for (const std::size_t calls : {0, 4000, 3000, 2001}) EXPECT_FALSE(trim.is_due(calls, calls));
  EXPECT_TRUE(trim.is_due(2000, 2001));
  EXPECT_FALSE(trim.is_due(2000, 2000));
  EXPECT_FALSE(trim.is_due(1001, 2000));
  EXPECT_TRUE(trim.is_due(0, 1001));
  EXPECT_FALSE(trim.is_due(0, 0));
}

TEST(MemoryTrimTest, KnowsOfCallsThatCameAndEndedBetweenTwoLooks) {
  MemoryTrim trim;
  EXPECT_FALSE(trim.is_due(0, 0));
  EXPECT_TRUE(trim.is_due(10, 4000));
  EXPECT_FALSE(trim.is_due(10, 10));
}

TEST(MemoryTrimTest, IsNotDueForAFewCalls) {
  MemoryTrim trim;
  for (const std::size_t calls : {0, 99, 0, 99, 1}) EXPECT_FALSE(trim.is_due(calls, 99));
  EXPECT_FALSE(trim.is_due(100, 100));
  EXPECT_TRUE(trim.is_due(0, 100));
  trim.look(0, 200);
  EXPECT_FALSE(trim.is_due(0, 0)) << "it was done";
}

}  // namespace
}  // namespace rtpengine::app
