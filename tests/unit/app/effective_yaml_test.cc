// SPDX-License-Identifier: GPL-3.0-or-later
//
// The printed configuration is a configuration file with the same meaning.
#include "app/effective_yaml.h"

#include "support.h"

namespace rtpengine::app {
namespace {

TEST(EffectiveYaml, QuotesWhatYamlWouldReadOtherwise) {
  EXPECT_EQ(yaml_scalar("127.0.0.1:2223"), "127.0.0.1:2223");
  EXPECT_EQ(yaml_scalar("-1"), "-1");
  EXPECT_EQ(yaml_scalar(""), "\"\"");
  EXPECT_EQ(yaml_scalar("a b"), "\"a b\"");
  EXPECT_EQ(yaml_scalar("pub/1.2.3.4!5.6.7.8"), "\"pub/1.2.3.4!5.6.7.8\"");
  EXPECT_EQ(yaml_scalar("say \"\\\n"), "\"say \\\"\\\\\\x0a\"");
  EXPECT_EQ(yaml_scalar("null"), "\"null\"");
  EXPECT_EQ(yaml_scalar("a:"), "\"a:\"");
}

/// Name -> texts of all options with values that plugins or the daemon use.
std::map<std::string, std::vector<std::string>> meaning(const EffectiveOptions& options) {
  std::map<std::string, std::vector<std::string>> all;
  for (const EffectiveOption& option : options.all()) {
    if (!option.active || option.no_effect) continue;
    for (const GivenValue& value : option.values) {
      std::string text = value.text;
      for (const auto& [key, field] : value.fields) text += "|" + key + "=" + field;
      all[option.name].push_back(text);
    }
  }
  return all;
}

TEST(EffectiveYaml, ReadsBackToTheSameOptions) {
  const auto options = test::merge({"-i", "pub/192.0.2.67!203.0.113.4", "--listen-ng=[::1]:2223",
                                    "--log-mark-prefix=<\"\\ ", "--sample-word=two words: yes",
                                    "--no-log-timestamps", "--sip-source", "--table=-1"});
  ASSERT_TRUE(options) << options.error();
  const std::string yaml = effective_yaml(*options, {});
  // Flags that are off are printed and then count as given.
  auto again = test::merge({}, yaml);
  ASSERT_TRUE(again) << again.error() << "\n" << yaml;
  EXPECT_EQ(meaning(*again), meaning(*options)) << yaml;
}

TEST(EffectiveYaml, KeepsTheMapFormOfInterfaces) {
  const auto options = test::merge(
      {},
      "core: {interface: [{name: \"rr:1\", address: \"::1\", port-min: 40000, port-max: 41999}]}");
  ASSERT_TRUE(options) << options.error();
  const std::string yaml = effective_yaml(*options, {});
  auto again = test::merge({}, yaml);
  ASSERT_TRUE(again) << again.error() << "\n" << yaml;
  EXPECT_EQ(meaning(*again), meaning(*options)) << yaml;
}

TEST(EffectiveYaml, ListsPlugins) {
  PluginRequest plugin;
  plugin.name = "ng";
  plugin.path = "/x/rtpengine-ng.so";
  plugin.required = false;
  const std::string yaml = effective_yaml(*test::merge({}), {plugin});
  const auto file = ConfigFile::parse(yaml, "x.yaml", "");
  ASSERT_TRUE(file) << file.error();
  ASSERT_EQ(file->plugins()->size(), 1u);
  EXPECT_EQ(file->plugins()->front().path, "/x/rtpengine-ng.so");
  EXPECT_FALSE(file->plugins()->front().required);
}

TEST(EffectiveYaml, LeavesOutWhatHasNoEffect) {
  const std::string yaml = effective_yaml(*test::merge({}), {});
  EXPECT_EQ(yaml.find("redis"), std::string::npos);
  EXPECT_EQ(yaml.find("thread-stack"), std::string::npos);
  EXPECT_EQ(yaml.find("config-file"), std::string::npos);
}

}  // namespace
}  // namespace rtpengine::app
