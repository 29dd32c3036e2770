// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/running_command.h"

#include <gtest/gtest.h>

#include <string>

#include <rtpengine/value_view.h>

#include "tests/unit/call/arguments.h"
#include "tests/unit/call/kept_reply.h"

namespace rtpengine::call {
namespace {

struct Recorder final : Refusable {
  void refuse(std::string_view reason) override { reasons += reason; }
  std::string reasons;
};

TEST(RunningCommandTest, IsRefusedOnceWhenItIsOldEnough) {
  RunningCommand running;
  Recorder command;
  running.refuse_older(1000, "nobody");
  running.begin(command, 100);
  running.refuse_older(99, "early");
  EXPECT_EQ(command.reasons, "");
  running.refuse_older(100, "late");
  running.refuse_older(1000, "again");
  EXPECT_EQ(command.reasons, "late");
}

TEST(RunningCommandTest, IsNotRefusedOnceItHasEnded) {
  RunningCommand running;
  Recorder command;
  running.begin(command, 100);
  running.end();
  running.refuse_older(1000, "late");
  EXPECT_EQ(command.reasons, "");
}

TEST(RunningCommandTest, CopiesArguments) {
  RunningCommand running;
  const Value* copy = nullptr;
  {
    Arguments arguments{{"command", "offer"}};
    arguments.list("flags", {"reset"});
    copy = running.copy(arguments.value());
  }
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(get_text(copy, "command"), "offer");
  EXPECT_EQ(children(find(copy, "flags")).begin()->text.size, 5u);
  const Arguments next{{"command", "ping"}};
  EXPECT_EQ(get_text(running.copy(next.value()), "command"), "ping");
}

TEST(HostCommandInWorkTest, GivesTheClientTheReasonAndHasNoClientThen) {
  KeptReply sink;
  HostCommandInWork work("offer", sink);
  EXPECT_EQ(work.sink(), &sink);
  work.refuse("too slow");
  EXPECT_EQ(work.sink(), nullptr);
  EXPECT_EQ(sink.reply().reason(), "too slow");
}

}  // namespace
}  // namespace rtpengine::call
