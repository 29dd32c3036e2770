// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/waiting_commands.h"

#include <gtest/gtest.h>

namespace rtpengine::call {
namespace {

TEST(WaitingCommandsTest, EachIsTakenOnceByWhomeverComesFirst) {
  WaitingCommands commands;
  const auto run = commands.add({}, 3, 100), refused = commands.add({}, 4, 100);
  EXPECT_EQ(run->worker, 3u);
  EXPECT_TRUE(commands.take(*run));
  EXPECT_FALSE(commands.take(*run));
  EXPECT_EQ(commands.take_older(100), std::vector{refused});
  EXPECT_FALSE(commands.take(*refused));
  EXPECT_TRUE(commands.take_older(1000).empty());
}

TEST(WaitingCommandsTest, OnlyThoseThatWaitForLongEnoughAreTaken) {
  WaitingCommands commands;
  const auto old = commands.add({}, 0, 100), newer = commands.add({}, 0, 101);
  EXPECT_TRUE(commands.take_older(99).empty());
  EXPECT_EQ(commands.take_older(100), std::vector{old});
  EXPECT_EQ(commands.take_older(200), std::vector{newer});
}

}  // namespace
}  // namespace rtpengine::call
