// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which values a copy of a plugin has that is made while the daemon runs.
#include "app/plugin_options.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using plugin::CopyRole;

/// A daemon with plugin `good`, whose configuration was read again since the start.
class PluginOptionsTest : public testing::Test {
 protected:
  PluginOptionsTest() {
    write("good-interval: 1s, good-word: [before]");
    EXPECT_TRUE(loader_.load_plugins(registry_));
    auto loaded = loader_.load();
    EXPECT_TRUE(loaded) << loaded.error();
    if (loaded) running_ = std::move(loaded->configuration);
  }
  void write(const std::string& section) {
    folder_.file("rtpengine.yaml",
                 "core: {interface: 127.0.0.1}\nload-plugin: [" TEST_GOOD_PLUGIN_DIR
                 "/rtpengine-good.so]\ngood: {" +
                     section + "}\n");
  }
  const PluginDescriptor& good() { return registry_.plugins().at(0)->descriptor(); }
  std::string value(CopyRole role, const char* name) {
    const auto values = options_.values_for(good(), role);
    if (!values) return values.error();
    const auto found = values->find(name);
    return found == values->end() ? "(none)" : found->second.at(0).text;
  }

  test::TemporaryFolder folder_;
  plugin::Registry registry_;
  ConfigurationLoader loader_{{}, {folder_.path() + "/rtpengine.yaml", {}}};
  std::optional<Configuration> running_;
  PluginOptions options_{loader_, running_};
};

TEST_F(PluginOptionsTest, AReplacementHasTheNewValuesOfLiveOptionsOnly) {
  write("good-interval: 2s, good-word: [after]");
  EXPECT_EQ(value(CopyRole::replacement, "good-interval"), "1s") << "not read yet";
  ASSERT_TRUE(loader_.reload());
  EXPECT_EQ(value(CopyRole::replacement, "good-interval"), "2s");
  EXPECT_EQ(value(CopyRole::replacement, "good-word"), "before");
  EXPECT_EQ(running_->options.text("good-interval"), "1s") << "asking changes nothing";
  options_.in_use(good(), CopyRole::replacement);
  EXPECT_EQ(running_->options.text("good-interval"), "2s");
  EXPECT_EQ(running_->plugin_values.at("good").at("good-word").at(0).text, "before");
}

TEST_F(PluginOptionsTest, AFirstCopyHasAllThatWasReadLast) {
  write("good-word: [after]");
  ASSERT_TRUE(loader_.reload());
  EXPECT_EQ(value(CopyRole::first, "good-interval"), "(none)") << "the default is the plugin's";
  EXPECT_EQ(value(CopyRole::first, "good-word"), "after");
  options_.in_use(good(), CopyRole::first);
  EXPECT_EQ(value(CopyRole::replacement, "good-word"), "after");
}

TEST_F(PluginOptionsTest, AFileThatWasRefusedDoesNotCount) {
  write("good-interval: soon");
  EXPECT_FALSE(loader_.reload());
  EXPECT_EQ(value(CopyRole::replacement, "good-interval"), "1s");
}

}  // namespace
}  // namespace rtpengine::app
