// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sets of what plugins add to calls.
#include "call/extensions.h"

#include <gtest/gtest.h>

#include "tests/unit/call/fake_plugin.h"

namespace rtpengine::call {
namespace {

TEST(ExtensionsTest, TheEmptySetHasNoCommand) {
  EXPECT_EQ(no_extensions()->find_command("play media"), nullptr);
}

TEST(ExtensionsTest, FindsACommandByItsWholeName) {
  const CommandSpec spec{"play media", "Plays", rtpengine::CommandScope::call, 0};
  Extensions set;
  CommandExtension command;
  command.spec = &spec;
  set.commands.push_back(command);
  EXPECT_EQ(set.find_command("play media"), &set.commands.front());
  EXPECT_EQ(set.find_command("play"), nullptr);
}

TEST(ExtensionsTest, ASetHasThePartsOfAllPluginsInTheirOrder) {
  FakePlugin first("first"), second("second"), idle("idle");
  const auto nothing = [](Command&) { return Status::ok; };
  first.on("a", rtpengine::CommandScope::daemon, nothing);
  second.on("b", rtpengine::CommandScope::daemon, nothing);
  const auto one = first.contribution(), other = second.contribution();
  const auto set = make_extensions({one, idle.contribution(), other});
  EXPECT_EQ(set->parts, (std::vector<ContributionPtr>{one, other}))
      << "who adds nothing is not held";
  ASSERT_EQ(set->commands.size(), 2u);
  EXPECT_TRUE(set->reporters.empty() && set->path_observers.empty());
  EXPECT_EQ(set->find_command("b")->plugin, second.copy);
}

TEST(ExtensionsTest, WhoOnlyReportsOrWatchesIsHeld) {
  FakePlugin reporter("reporter"), watcher("watcher");
  reporter.report([](const StreamRef&, MediaReport&) {});
  watcher.watch_paths([](const StreamRef&) {});
  const auto set = make_extensions({reporter.contribution(), watcher.contribution()});
  EXPECT_EQ(set->parts.size(), 2u);
  ASSERT_EQ(set->reporters.size(), 1u);
  EXPECT_EQ(set->reporters[0].plugin, reporter.copy);
  ASSERT_EQ(set->path_observers.size(), 1u);
  EXPECT_EQ(set->path_observers[0].plugin, watcher.copy);
}

}  // namespace
}  // namespace rtpengine::call
