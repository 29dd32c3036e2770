// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command that lets the daemon come to its end.
#include "app/drain_command.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <string>
#include <vector>

namespace rtpengine::app {
namespace {

class DrainCommandTest : public testing::Test {
 protected:
  /// The error, or empty.
  std::string run(std::string_view action = {}) {
    base::ValueTree arguments;
    const auto keys = arguments.dictionary();
    if (!action.empty()) keys.set("action", action);
    const auto done = command_.run(arguments.root(), reply_.dictionary());
    return done ? std::string() : done.error();
  }
  std::int64_t draining() { return get_integer(reply_.root(), "draining", -1); }

  std::size_t calls_ = 0;
  std::vector<bool> told_;
  int ends_ = 0;
  DrainCommand command_{{[this](bool draining) { told_.push_back(draining); },
                         [this] { return calls_; }, [this] { ++ends_; }}};
  base::ValueTree reply_;
};

TEST_F(DrainCommandTest, DrainsByDefaultAndEndsWhenTheLastCallHas) {
  calls_ = 2;
  EXPECT_EQ(run(), "");
  EXPECT_EQ(draining(), 1);
  EXPECT_EQ(get_integer(reply_.root(), "calls", -1), 2);
  EXPECT_EQ(told_, std::vector<bool>{true});
  command_.look();
  EXPECT_EQ(ends_, 0);
  calls_ = 0;
  command_.look();
  command_.look();
  EXPECT_EQ(ends_, 1) << "once";
}

TEST_F(DrainCommandTest, EndsNothingBeforeItIsToldTo) {
  command_.look();
  EXPECT_EQ(ends_, 0);
  EXPECT_EQ(run("status"), "");
  EXPECT_EQ(draining(), 0);
  EXPECT_TRUE(told_.empty());
}

TEST_F(DrainCommandTest, CanBeCancelled) {
  EXPECT_EQ(run("start"), "");
  EXPECT_EQ(run("start"), "");
  EXPECT_EQ(run("cancel"), "");
  EXPECT_EQ(draining(), 0);
  EXPECT_EQ(told_, (std::vector<bool>{true, false}));
  command_.look();
  EXPECT_EQ(ends_, 0);
}

TEST_F(DrainCommandTest, SaysWhatIsWrong) {
  EXPECT_EQ(run("stop"), "Unknown action 'stop': there are start, cancel and status");
}

}  // namespace
}  // namespace rtpengine::app
