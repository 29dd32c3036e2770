// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sets of what plugins add to calls.
#include "call/extensions.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace rtpengine::call
