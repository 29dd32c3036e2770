// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/receiver_reports.h"

#include <gtest/gtest.h>

#include "tests/unit/base/move_state.h"

namespace rtpengine::media {
namespace {

class ReceiverReportsTest : public testing::Test {
 protected:
  void note(std::uint32_t highest, std::int32_t lost, std::uint32_t ssrc = 1) {
    ReportBlock block;
    block.ssrc = ssrc;
    block.highest_sequence = highest;
    block.cumulative_lost = lost;
    block.jitter = highest / 10;
    reports_.note(block);
  }
  ReceiverReports reports_;
};

TEST_F(ReceiverReportsTest, KnowNothingAtFirst) { EXPECT_EQ(reports_.lost(), 0u); }

TEST_F(ReceiverReportsTest, HaveWhatTheNewestSays) {
  note(100, 3);
  note(200, 5);
  EXPECT_EQ(reports_.lost(), 5u);
  EXPECT_EQ(reports_.jitter(), 20u);
}

TEST_F(ReceiverReportsTest, TakeAnyNumberToBeginWith) {
  note(0xfffffff0, 3);
  note(0x10, 5);
  EXPECT_EQ(reports_.lost(), 5u);
}

TEST_F(ReceiverReportsTest, IgnoreOneThatWasOvertaken) {
  note(200, 5);
  note(100, 3);
  EXPECT_EQ(reports_.lost(), 5u);
  EXPECT_EQ(reports_.jitter(), 20u);
}

TEST_F(ReceiverReportsTest, AddUpWhenTheReceiverCountsAnew) {
  note(65536 + 200, 5);
  note(300, 2);
  EXPECT_EQ(reports_.lost(), 7u);
}

TEST_F(ReceiverReportsTest, AddUpSources) {
  for (std::uint32_t ssrc = 1; ssrc <= 7; ++ssrc) {
    note(100, 1, ssrc);
    note(200, 2, ssrc);
  }
  EXPECT_EQ(reports_.lost(), 14u);
}

TEST_F(ReceiverReportsTest, DoNotLoseLessThanNothing) {
  note(100, -3);
  EXPECT_EQ(reports_.lost(), 0u);
}

TEST_F(ReceiverReportsTest, MoveWithTheCall) {
  note(70000, 5);
  note(300, 2);
  note(20, 1, 2);
  ReceiverReports moved;
  base::move_state(reports_, moved);
  EXPECT_EQ(moved.lost(), 8u);
  EXPECT_EQ(moved.jitter(), 2u);
}

}  // namespace
}  // namespace rtpengine::media
