// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks under way: repetition, time-out, cancelling.

#include "plugins/ice/transactions.h"

#include <gtest/gtest.h>

namespace rtpengine::ice {
namespace {

TEST(TransactionsTest, CancelledOnesAreNotRepeatedAndStillCount) {
  Transactions list(Timing(), 10);
  Transaction made;
  made.id = TransactionId{1};
  made.pair = 7;
  made.rto = 500 * kMillisecond;
  list.add(made, 0);
  EXPECT_TRUE(list.under_way(7));
  EXPECT_TRUE(list.fresh(7, 1));
  list.cancel(7, 0);
  EXPECT_FALSE(list.under_way(7));
  EXPECT_NE(list.find(made.id), nullptr);
  Transaction due;
  EXPECT_EQ(list.take_due(7 * kSecond, &due), Transactions::Due::none);
  EXPECT_EQ(list.take_due(8 * kSecond, &due), Transactions::Due::timeout);
  EXPECT_EQ(list.size(), 0u);
}

TEST(TransactionsTest, OfOnePairAFewCancelledOnesAreKept) {
  Transactions list(Timing(), 100);
  for (std::uint8_t i = 1; i < 20; ++i) {
    Transaction made;
    made.id = TransactionId{i};
    made.pair = 7;
    list.add(made, 0);
    list.cancel(7, 0);
  }
  EXPECT_EQ(list.size(), 3u);
  EXPECT_NE(list.find(TransactionId{19}), nullptr);
}

}  // namespace
}  // namespace rtpengine::ice
