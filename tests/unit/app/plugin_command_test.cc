// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command that shows and changes the set of plugins.
#include "app/plugin_command.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <string>

#include "support.h"

namespace rtpengine::app {
namespace {

/// The command without any plugin: what it says when there is nothing to do.
class PluginCommandTest : public testing::Test {
 protected:
  /// The error, or empty.
  std::string run(std::string_view action, std::string_view name = {}) {
    base::ValueTree arguments;
    const auto keys = arguments.dictionary();
    if (!action.empty()) keys.set("action", action);
    if (!name.empty()) keys.set("name", name);
    const auto done = command_.run(arguments.root(), reply_.dictionary());
    return done ? std::string() : done.error();
  }

  plugin::Registry registry_;
  int changes_ = 0;
  PluginCommand command_{registry_, {TEST_GOOD_PLUGIN_DIR}, [this] { ++changes_; }};
  base::ValueTree reply_;
};

TEST_F(PluginCommandTest, ListsByDefault) {
  ASSERT_TRUE(registry_.add(std::string(TEST_GOOD_PLUGIN_DIR) + "/rtpengine-good.so", true));
  EXPECT_EQ(run(""), "");
  const Value* list = find(reply_.root(), "plugins");
  ASSERT_EQ(children(list).count(), 1u);
  const Value* plugin = list->first;
  EXPECT_EQ(get_text(plugin, "name"), "good");
  EXPECT_EQ(get_text(plugin, "version"), "1.2.3");
  EXPECT_EQ(get_text(plugin, "state"), "loaded");
  EXPECT_EQ(get_text(plugin, "kinds"), "control protocol");
  EXPECT_EQ(get_integer(plugin, "can unload"), 1);
  EXPECT_EQ(get_integer(plugin, "can hand over", 7), 0);
  EXPECT_EQ(find(plugin, "hand-over"), nullptr) << "it has replaced nothing";
  EXPECT_EQ(changes_, 0);
}

TEST_F(PluginCommandTest, ListsOneByName) {
  ASSERT_TRUE(registry_.add(std::string(TEST_GOOD_PLUGIN_DIR) + "/rtpengine-good.so", true));
  EXPECT_EQ(run("list", "other"), "");
  EXPECT_TRUE(children(find(reply_.root(), "plugins")).empty());
}

TEST_F(PluginCommandTest, SaysWhatIsWrong) {
  EXPECT_EQ(run("remove", "x"), "Unknown action 'remove': there are list, load, unload and reload");
  EXPECT_EQ(run("reload"), "No name of a plugin in message");
  EXPECT_EQ(run("reload", "x"), "plugin 'x' cannot be reloaded now: the daemon starts or ends");
  EXPECT_EQ(changes_, 0);
}

TEST_F(PluginCommandTest, TakesNoPathFromAClient) {
  EXPECT_EQ(run("load", "/tmp/evil.so"), "'/tmp/evil.so' is no plugin's name");
  EXPECT_EQ(run("load", "../evil"), "'../evil' is no plugin's name");
}

}  // namespace
}  // namespace rtpengine::app
