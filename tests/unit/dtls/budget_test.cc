// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/budget.h"

#include <gtest/gtest.h>

namespace rtpengine::dtls {
namespace {

TEST(Budget, AllowsABurstAndThenOneInEachInterval) {
  const Limits limits;
  Budget budget;
  for (unsigned i = 0; i < limits.burst; ++i) EXPECT_TRUE(budget.take(limits, 0));
  EXPECT_FALSE(budget.take(limits, 0));
  EXPECT_FALSE(budget.take(limits, limits.interval - 1));
  EXPECT_TRUE(budget.take(limits, limits.interval));
  EXPECT_FALSE(budget.take(limits, limits.interval));
}

TEST(Budget, IsWholeAgainAfterAWhile) {
  const Limits limits;
  Budget budget;
  while (budget.take(limits, 0)) {
  }
  const Micros later = limits.burst * limits.interval;
  for (unsigned i = 0; i < limits.burst; ++i) EXPECT_TRUE(budget.take(limits, later));
  EXPECT_FALSE(budget.take(limits, later));
}

}  // namespace
}  // namespace rtpengine::dtls
