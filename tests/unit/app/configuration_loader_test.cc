// SPDX-License-Identifier: GPL-3.0-or-later
//
// Command line, file and plugins together, with real modules.
#include "app/configuration_loader.h"

#include <map>

#include "support.h"

namespace rtpengine::app {
namespace {

using test::error_of;

const std::string kGood = std::string(TEST_GOOD_PLUGIN_DIR) + "/rtpengine-good.so";

class ConfigurationLoaderTest : public testing::Test {
 protected:
  ConfigurationLoader loader(std::vector<std::string> arguments) {
    return ConfigurationLoader(std::move(arguments), {folder_.path() + "/rtpengine.yaml", {}});
  }

  /// Loads plugins and configuration.
  base::Result<LoadedConfiguration> load(ConfigurationLoader& from) {
    if (auto plugins = from.load_plugins(registry_); !plugins) return base::Error{plugins.error()};
    return from.load();
  }

  base::Result<LoadedConfiguration> load(std::vector<std::string> arguments) {
    ConfigurationLoader from = loader(std::move(arguments));
    return load(from);
  }

  void write(const std::string& text) { folder_.file("rtpengine.yaml", text); }

  test::TemporaryFolder folder_;
  plugin::Registry registry_;
};

TEST_F(ConfigurationLoaderTest, AMissingDefaultFileIsFine) {
  const auto loaded = load({"-i", "127.0.0.1", "--load-plugin=" + kGood});
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_EQ(loaded->configuration.interfaces.size(), 1u);
}

TEST_F(ConfigurationLoaderTest, AMissingNamedFileIsAnError) {
  EXPECT_EQ(error_of(load({"--config-file=/none/x.yaml"})),
            "/none/x.yaml: cannot be read: No such file or directory");
}

TEST_F(ConfigurationLoaderTest, ReadsTheDefaultFileUnlessToldNot) {
  write("core: {tos: 7, interface: 127.0.0.1}\nload-plugin: [" + kGood + "]\n");
  const auto loaded = load({});
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_EQ(loaded->configuration.calls.tos, 7);
  EXPECT_TRUE(registry_.has("good"));
  plugin::Registry other;
  ConfigurationLoader without = loader({"--config-file=none", "-i", "127.0.0.1"});
  ASSERT_TRUE(without.load_plugins(other));
  EXPECT_TRUE(without.plugins().empty());
  EXPECT_EQ(without.file_name(), "");
}

TEST_F(ConfigurationLoaderTest, ReadsOptionsOfTheLoadedPlugins) {
  write("core: {interface: 127.0.0.1}\nload-plugin: [" + kGood + "]\ngood: {good-word: [a, b]}\n");
  const auto loaded = load({"--good-interval=2ms"});
  ASSERT_TRUE(loaded) << loaded.error();
  const auto& values = loaded->configuration.plugin_values.at("good");
  EXPECT_EQ(values.at("good-word").size(), 2u);
  EXPECT_EQ(values.at("good-interval")[0].text, "2ms");
}

TEST_F(ConfigurationLoaderTest, AnOptionOfNobodyIsAnError) {
  EXPECT_EQ(error_of(load({"-i", "127.0.0.1", "--good-interval=2ms"})),
            "command line: unknown option --good-interval");
}

TEST_F(ConfigurationLoaderTest, TheInterfaceIsAskedForBeforeTheListener) {
  EXPECT_EQ(error_of(load({})), "Missing option --interface");
  plugin::Registry other;
  ConfigurationLoader second = loader({"-i", "127.0.0.1"});
  ASSERT_TRUE(second.load_plugins(other));
  EXPECT_EQ(error_of(second.load()),
            "no control protocol plugin is loaded, such as ng: nobody could signal calls");
}

TEST_F(ConfigurationLoaderTest, NamesTheFileThatLacksAnInterface) {
  write("");
  EXPECT_EQ(error_of(load({})), "Missing option --interface (interface in section core of " +
                                    folder_.path() + "/rtpengine.yaml)");
}

TEST_F(ConfigurationLoaderTest, AMissingListenerIsExplainedByThePluginFolder) {
  EXPECT_EQ(error_of(load({"-i", "127.0.0.1", "--plugin-dir=/none"})),
            "no control protocol plugin is loaded, such as ng: nobody could signal calls; plugin "
            "folder /none cannot be opened: No such file or directory");
}

TEST_F(ConfigurationLoaderTest, AListenerOfAnAbsentPluginIsNoReasonNotToStart) {
  const auto loaded = load({"-i", "127.0.0.1", "--listen-ng=5000"});
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_EQ(loaded->warnings.back(),
            "nobody can signal calls: plugin ng (option listen-ng) is not loaded");
}

TEST_F(ConfigurationLoaderTest, AnInstanceNeedsAFile) {
  EXPECT_EQ(error_of(load({"--config-file=none", "--config-section=a"})),
            "command line: --config-section: there is no configuration file");
}

TEST_F(ConfigurationLoaderTest, FoundPluginsWithOptionsMustRun) {
  const auto loaded = load({"-i", "127.0.0.1", "--plugin-dir=" TEST_GOOD_PLUGIN_DIR});
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_TRUE(loaded->must_run.empty());
  plugin::Registry other;
  ConfigurationLoader second =
      loader({"-i", "127.0.0.1", "--plugin-dir=" TEST_GOOD_PLUGIN_DIR, "--good-interval=5"});
  ASSERT_TRUE(second.load_plugins(other));
  EXPECT_EQ(second.load()->must_run, std::vector<std::string>{"good"});
}

TEST_F(ConfigurationLoaderTest, AFoundPluginThatCannotBeLoadedIsLeftOut) {
  test::TemporaryFolder plugins;
  plugins.file("rtpengine-broken.so", "no ELF");
  std::filesystem::copy(kGood, plugins.path());
  ConfigurationLoader from = loader({"-i", "127.0.0.1", "--plugin-dir=" + plugins.path()});
  const auto loaded = load(from);
  ASSERT_TRUE(loaded) << loaded.error();
  ASSERT_EQ(from.plugins().size(), 1u);
  EXPECT_EQ(from.plugins()[0].name, "good");
}

TEST_F(ConfigurationLoaderTest, AListedPluginThatCannotBeLoadedIsAnError) {
  const std::string broken = folder_.file("rtpengine-broken.so", "no ELF");
  write("load-plugin:\n  - " + broken + "\n");
  const std::string error = error_of(load({"-i", "127.0.0.1"}));
  EXPECT_EQ(error.find(folder_.path() + "/rtpengine.yaml:2: load-plugin: "), 0u) << error;
  EXPECT_NE(error.find(broken), std::string::npos) << error;
}

const std::string kHostOption = std::string(TEST_BAD_PLUGIN_DIR) + "/rtpengine-host-option.so";
const std::string kReservedName = std::string(TEST_BAD_PLUGIN_DIR) + "/rtpengine-log.so";

TEST_F(ConfigurationLoaderTest, AFoundPluginThatIsAtOddsWithTheDaemonIsLeftOut) {
  test::TemporaryFolder plugins;
  for (const std::string& file : {kGood, kHostOption, kReservedName})
    std::filesystem::copy(file, plugins.path());
  write("core: {interface: 127.0.0.1, port-min: 30002}\nlog: {log-level: 3}\n");
  ConfigurationLoader from = loader({"--plugin-dir=" + plugins.path()});
  const auto loaded = load(from);
  ASSERT_TRUE(loaded) << loaded.error();
  ASSERT_EQ(from.plugins().size(), 1u);
  EXPECT_EQ(from.plugins()[0].name, "good");
  std::map<std::string, std::string> problems;
  for (const plugin::PluginInfo& info : registry_.describe()) problems[info.name] = info.problem;
  EXPECT_EQ(problems["host-option"],
            plugins.path() +
                "/rtpengine-host-option.so: plugin host-option has an option "
                "--port-min, which belongs to core");
  EXPECT_EQ(problems["log"], plugins.path() +
                                 "/rtpengine-log.so: no plugin may be called 'log': in "
                                 "configuration files this word means something else");
}

TEST_F(ConfigurationLoaderTest, AListedPluginThatIsAtOddsWithTheDaemonIsAnError) {
  EXPECT_EQ(error_of(load({"-i", "127.0.0.1", "--load-plugin=" + kHostOption})),
            "command line: --load-plugin: " + kHostOption +
                ": plugin host-option has an option --port-min, which belongs to core");
}

TEST_F(ConfigurationLoaderTest, ReloadReadsTheFileAgain) {
  const std::string plugins = "load-plugin: [" + kGood + "]\n";
  write("core: {interface: 127.0.0.1, tos: 1}\n" + plugins);
  ConfigurationLoader from = loader({});
  ASSERT_TRUE(load(from));
  write("core: {interface: 127.0.0.1, tos: 2}\n" + plugins);
  auto again = from.reload();
  ASSERT_TRUE(again) << again.error();
  EXPECT_EQ(again->configuration.calls.tos, 2);
  EXPECT_TRUE(again->notes.empty());

  write("core: {interface: 127.0.0.1, tos: two}\n" + plugins);
  EXPECT_FALSE(from.reload());
}

TEST_F(ConfigurationLoaderTest, ReloadNamesPluginsThatNeedARestart) {
  write("core: {interface: 127.0.0.1}\nload-plugin: [" + kGood + "]\n");
  ConfigurationLoader from = loader({});
  ASSERT_TRUE(load(from));
  const std::string other = folder_.file("rtpengine-new.so");
  write("core: {interface: 127.0.0.1}\nload-plugin: [" + other + "]\nnew: {an-option: 1}\n");
  const auto again = from.reload();
  ASSERT_TRUE(again) << again.error();
  ASSERT_EQ(again->notes.size(), 2u);
  EXPECT_EQ(again->notes[0], "plugin " + other + ": loaded at the next restart");
  EXPECT_EQ(again->notes[1], "plugin " + kGood + ": left out at the next restart");
}

TEST_F(ConfigurationLoaderTest, PeekWorksWithABrokenConfiguration) {
  const Given given = loader({"--check-config", "--nonsense", "--config-file=/none"}).peek();
  EXPECT_TRUE(given.contains("check-config"));
  EXPECT_TRUE(loader({"--foreground=perhaps"}).peek().empty());
}

TEST(PlacesTest, NameTheInstallation) {
  const Places places = Places::of_this_program();
  EXPECT_TRUE(places.config_file.ends_with("/rtpengine/rtpengine.yaml"));
}

}  // namespace
}  // namespace rtpengine::app
