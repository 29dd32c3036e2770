// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can be said about plugins without using them.
#include "plugin/plugin_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.h"

namespace rtpengine::plugin {
namespace {

const PluginInfo* find_info(const std::vector<PluginInfo>& infos, const std::string& name) {
  for (const PluginInfo& info : infos) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

TEST(DescribeFolders, TellsAllAboutAGoodPlugin) {
  const auto infos = describe_folders({TEST_GOOD_PLUGIN_DIR});
  const PluginInfo* good = find_info(infos, "good");
  ASSERT_NE(good, nullptr);
  EXPECT_EQ(good->path, good_plugin());
  EXPECT_EQ(good->version, "1.2.3");
  EXPECT_EQ(good->license, "GPL-3.0-or-later");
  EXPECT_EQ(good->help, "Uses all of the host");
  EXPECT_EQ(good->sdk_major, RTPENGINE_SDK_MAJOR);
  EXPECT_EQ(good->sdk_minor, RTPENGINE_SDK_MINOR);
  EXPECT_TRUE(good->can_unload);
  EXPECT_EQ(good->state, PluginState::loaded);
  ASSERT_EQ(good->options.size(), 4u);
  EXPECT_EQ(good->options[0].name, "good-listen");
  EXPECT_EQ(good->options[0].short_name, 'Z');
  EXPECT_FALSE(good->options[0].has_default);
  EXPECT_EQ(good->options[1].default_value, "2ms");
  EXPECT_TRUE(good->options[1].live);
  EXPECT_TRUE(good->options[2].repeatable);
  EXPECT_EQ(good->options[3].placeholder, "");
}

TEST(DescribeFolders, TellsWhyAPluginIsRefused) {
  CapturedLog log;
  const auto infos = describe_folders({TEST_BAD_PLUGIN_DIR});
  const PluginInfo* bad = find_info(infos, "newer-major");
  ASSERT_NE(bad, nullptr);
  EXPECT_EQ(bad->state, PluginState::refused);
  EXPECT_THAT(bad->problem, testing::HasSubstr("it needs a newer host"));
  const PluginInfo* needy = find_info(infos, "missing-dependency");
  ASSERT_NE(needy, nullptr);
  EXPECT_THAT(needy->after, testing::ElementsAre("no-such-plugin"));
}

TEST(PluginStateName, NamesEachState) {
  EXPECT_STREQ(plugin_state_name(PluginState::refused), "refused");
  EXPECT_STREQ(plugin_state_name(PluginState::loaded), "loaded");
  EXPECT_STREQ(plugin_state_name(PluginState::initialised), "initialised");
  EXPECT_STREQ(plugin_state_name(PluginState::started), "started");
  EXPECT_STREQ(plugin_state_name(PluginState::stopped), "stopped");
}

}  // namespace
}  // namespace rtpengine::plugin
