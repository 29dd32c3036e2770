// SPDX-License-Identifier: GPL-3.0-or-later
//
// Consent: when it is asked for, which answers count, and when it ends.

#include "plugins/ice/consent.h"

#include <gtest/gtest.h>

namespace rtpengine::ice {
namespace {

TEST(ConsentTest, IntervalsAreFourFifthsToSixFifths) {
  EXPECT_EQ(randomized(5 * kSecond, 0), 4 * kSecond);
  EXPECT_EQ(randomized(5 * kSecond, 65535), 6 * kSecond);
}

TEST(ConsentTest, TheLastRequestsMayBeAnsweredLate) {
  const Timing timing;
  Consent consent;
  EXPECT_EQ(consent.next_due(timing), kNever);
  consent.start(0, {}, {}, {}, 0, 5 * kSecond);
  EXPECT_FALSE(consent.owns(TransactionId{}));
  EXPECT_TRUE(consent.due(5 * kSecond));
  for (std::uint8_t i = 1; i < 12; ++i) consent.sent(TransactionId{i}, i, 1);
  EXPECT_TRUE(consent.owns(TransactionId{11}));
  EXPECT_TRUE(consent.owns(TransactionId{4}));
  EXPECT_FALSE(consent.owns(TransactionId{3}));
  consent.answered(10 * kSecond);
  EXPECT_FALSE(consent.expired(39 * kSecond, timing));
  EXPECT_TRUE(consent.expired(40 * kSecond, timing));
}

}  // namespace
}  // namespace rtpengine::ice
