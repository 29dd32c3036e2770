// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/successor_command.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include <rtpengine/value_view.h>

#include "support.h"

namespace rtpengine::app {
namespace {

class SuccessorCommandTest : public testing::Test {
 protected:
  /// The error, or empty.
  std::string run(SuccessorCommand& command, std::string_view action = {}) {
    base::ValueTree arguments;
    const auto keys = arguments.dictionary();
    if (!action.empty()) keys.set("action", action);
    const auto done = command.run(arguments.root(), reply_.dictionary());
    return done ? std::string() : done.error();
  }
  std::string_view successor() { return get_text(reply_.root(), "successor"); }
  /// Looks until the successor has ended.
  void wait_for_end(SuccessorCommand& command) {
    for (int i = 0; i < 2000 && (run(command, "status").empty() && successor() == "starting"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  base::ValueTree reply_;
};

TEST_F(SuccessorCommandTest, TellsHowItStands) {
  SuccessorCommand command("/bin/true", {});
  EXPECT_EQ(run(command, "status"), "");
  EXPECT_EQ(get_integer(reply_.root(), "process"), getpid());
  EXPECT_EQ(find(reply_.root(), "taken over"), nullptr);
  EXPECT_EQ(successor(), "none");
  command.note_taken(7);
  command.note_failure("it is too late");
  EXPECT_EQ(run(command, "status"), "");
  EXPECT_EQ(get_integer(reply_.root(), "taken over"), 7);
  EXPECT_EQ(successor(), "failed");
  EXPECT_EQ(get_text(reply_.root(), "reason"), "it is too late");
}

TEST_F(SuccessorCommandTest, StartsTheProgramWithItsArgumentsAndTheFlag) {
  // A shell's exit status tells what it was given.
  SuccessorCommand command("/bin/sh", {"--take-over", "-c", "test \"$0\" = --take-over"});
  EXPECT_EQ(run(command), "");
  wait_for_end(command);
  EXPECT_EQ(successor(), "none");
}

TEST_F(SuccessorCommandTest, SeesThatASuccessorHasFailed) {
  SuccessorCommand command("/bin/sh", {"-c", "exit 1"});
  EXPECT_EQ(run(command), "");
  EXPECT_GT(get_integer(reply_.root(), "successor process"), 1);
  wait_for_end(command);
  EXPECT_EQ(successor(), "failed");
  EXPECT_EQ(get_text(reply_.root(), "reason"), "it ended, see its log");
}

TEST_F(SuccessorCommandTest, StartsOneAtATime) {
  const test::TemporaryFolder folder;
  const std::string gate = folder.path() + "/gate";
  ASSERT_EQ(mkfifo(gate.c_str(), 0600), 0);
  SuccessorCommand command("/bin/sh", {"-c", "read word <" + gate});
  EXPECT_EQ(run(command), "");
  EXPECT_NE(run(command).find("is about to take over already"), std::string::npos);
  std::ofstream(gate) << "word\n";
  wait_for_end(command);
  EXPECT_EQ(successor(), "none");
}

TEST_F(SuccessorCommandTest, SaysWhatIsWrong) {
  SuccessorCommand command("/nonexistent", {});
  EXPECT_EQ(run(command), "Cannot start /nonexistent: No such file or directory");
  EXPECT_EQ(run(command, "stop"), "Unknown action 'stop': there are start and status");
  command.set_obstacle("there is no door");
  EXPECT_EQ(run(command), "Nobody can take over from here: there is no door");
}

}  // namespace
}  // namespace rtpengine::app
