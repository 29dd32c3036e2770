// SPDX-License-Identifier: GPL-3.0-or-later
//
// Command line over file over defaults, and the checks of values.
#include "app/effective_options.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using test::error_of;
using test::merge;

TEST(EffectiveOptions, CommandLineWinsOverFileOverDefault) {
  const auto options =
      merge({"--timeout=5"}, "core: {timeout: 10, silent-timeout: 20}\nlog: {level: 3}\n");
  ASSERT_TRUE(options) << options.error();
  EXPECT_EQ(options->duration("timeout"), 5 * base::kSecond);
  EXPECT_EQ(options->duration("silent-timeout"), 20 * base::kSecond);
  EXPECT_EQ(options->duration("offer-timeout"), 3600 * base::kSecond);
  EXPECT_EQ(options->integer("log-level"), 3);
  EXPECT_TRUE(options->find("timeout")->given);
  EXPECT_FALSE(options->find("offer-timeout")->given);
}

TEST(EffectiveOptions, AListOfTheCommandLineReplacesThatOfTheFile) {
  const auto options = merge({"-i", "127.0.0.9"}, "core: {interface: [127.0.0.1, 127.0.0.2]}\n");
  ASSERT_TRUE(options) << options.error();
  ASSERT_EQ(options->values("interface").size(), 1u);
  EXPECT_EQ(options->values("interface")[0].text, "127.0.0.9");
}

TEST(EffectiveOptions, AFlagOfTheFileCanBeSwitchedOffByTheCommandLine) {
  EXPECT_TRUE(merge({}, "core: {sip-source: yes}\n")->flag("sip-source"));
  EXPECT_FALSE(merge({"--sip-source=no"}, "core: {sip-source: yes}\n")->flag("sip-source"));
}

TEST(EffectiveOptions, ReadsDurationsWithSuffix) {
  EXPECT_EQ(merge({"--timeout=1h"})->duration("timeout"), 3600 * base::kSecond);
  EXPECT_EQ(merge({"--batch-delay=500ms"}).error(),
            "command line: --batch-delay: '500ms' is out of range: 0ms to 20ms are allowed");
  EXPECT_EQ(merge({"--batch-delay=2ms"})->duration("batch-delay"), 2 * base::kMillisecond);
}

TEST(EffectiveOptions, RefusesValuesOfTheWrongType) {
  EXPECT_EQ(error_of(merge({"--num-threads=many"})),
            "command line: --num-threads: 'many' is not an integer");
  EXPECT_EQ(
      error_of(merge({}, "core:\n  timeout: 6o\n")),
      "test.yaml:2: core.timeout: '6o' is not a duration (a number of seconds, or with suffix "
      "ms, s, m or h)");
  EXPECT_FALSE(merge({"--listen-ng=0"}));
  EXPECT_FALSE(merge({"--max-load=x"}));
}

TEST(EffectiveOptions, RefusesValuesOutOfRange) {
  EXPECT_EQ(error_of(merge({"--tos=256"})),
            "command line: --tos: '256' is out of range: 0 to 255 are allowed");
  EXPECT_EQ(error_of(merge({"--max-sessions=-2"})),
            "command line: --max-sessions: '-2' is out of range: the least is -1");
  EXPECT_FALSE(merge({"--port-min=0"}));
  EXPECT_FALSE(merge({"--port-max=65536"}));
  EXPECT_FALSE(merge({"--log-level=8"}));
}

TEST(EffectiveOptions, RefusesWordsThatAreNoChoice) {
  EXPECT_EQ(
      error_of(merge({"--endpoint-learning=save"})),
      "command line: --endpoint-learning: 'save' is not one of safe, delayed, immediate, off, "
      "heuristic; did you mean 'safe'?");
}

TEST(EffectiveOptions, ChecksTheFileEvenWhereTheCommandLineWins) {
  EXPECT_FALSE(merge({"--tos=1"}, "core: {tos: 999}\n"));
}

TEST(EffectiveOptions, WarnsOnceAboutTheOptionsOfAnAbsentPlugin) {
  std::vector<std::string> warnings;
  ASSERT_TRUE(merge({"--redis=127.0.0.1:6379/1", "-k", "1", "-k", "2"}, "", &warnings));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0],
            "plugin redis is not loaded; without effect: command line: --redis; command line: -k");
}

TEST(EffectiveOptions, WarnsAboutAnOptionThatALoadedPluginLacks) {
  std::vector<std::string> warnings;
  ASSERT_TRUE(merge({"--listen-tcp-ng=2223"}, "", &warnings));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0],
            "plugin ng does not have this option yet; without effect: command line: "
            "--listen-tcp-ng");
}

TEST(EffectiveOptions, WarnsAboutOptionsWithoutEffect) {
  std::vector<std::string> warnings;
  ASSERT_TRUE(merge({"--thread-stack=1024"}, "", &warnings));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("command line: --thread-stack: has no effect: "), std::string::npos);
}

TEST(EffectiveOptions, GivesPluginsWhatWasGivenToThem) {
  const auto options = merge({"--listen-ng=2223", "--listen-ng=2224", "--sample-limit=3",
                              "--redis=127.0.0.1:1/1", "--tos=3"});
  ASSERT_TRUE(options) << options.error();
  const plugin::PluginOptionValues values = options->plugin_values();
  ASSERT_EQ(values.size(), 2u);
  ASSERT_EQ(values.at("ng").at("listen-ng").size(), 2u);
  EXPECT_EQ(values.at("ng").at("listen-ng")[1].text, "2224");
  EXPECT_EQ(values.at("ng").at("listen-ng")[1].origin, "command line: --listen-ng");
  EXPECT_EQ(values.at("sample").at("sample-limit")[0].text, "3");
}

TEST(EffectiveOptions, ReadsOfWhatIsNotThereAreEmpty) {
  const auto options = merge({});
  ASSERT_TRUE(options);
  EXPECT_FALSE(options->has("pidfile"));
  EXPECT_EQ(options->text("pidfile"), "");
  EXPECT_EQ(options->integer("max-bandwidth"), 0);
  EXPECT_EQ(options->decimal("max-load"), 0);
  EXPECT_TRUE(options->values("interface").empty());
  EXPECT_EQ(options->find("none-such"), nullptr);
}

TEST(EffectiveOptions, AdoptsLiveOptionsForAPluginThatIsReplaced) {
  auto running = merge({}, "core: {timeout: 5}\nsample: {sample-word: a, sample-limit: 1}\n");
  const auto fresh = merge({}, "core: {timeout: 6}\nsample: {sample-word: b, sample-limit: 2}\n");
  ASSERT_TRUE(running && fresh);
  running->adopt(*fresh, "sample", true);
  EXPECT_EQ(running->text("sample-word"), "b");
  EXPECT_EQ(running->text("sample-limit"), "1");
  running->adopt(*fresh, "sample", false);
  EXPECT_EQ(running->text("sample-limit"), "2");
  EXPECT_EQ(running->duration("timeout"), 5 * base::kSecond) << "it is nobody's but the daemon's";
}

TEST(EffectiveOptions, AdoptsTheTableOfAPluginThatIsReplaced) {
  static const OptionSpec kOther[] = {
      {"sample-place", nullptr, "PLACE", "x", OptionType::text, 0, 0, {}}};
  OptionCatalog catalog;
  ASSERT_TRUE(catalog.add_plugin(test::descriptor("sample", kOther)));
  std::vector<std::string> warnings;
  GivenValue place;
  place.text = "there";
  const auto fresh = EffectiveOptions::merge(catalog, {{"sample-place", {place}}}, {}, &warnings);
  auto running = merge({}, "sample: {sample-word: a}\n");
  ASSERT_TRUE(running && fresh);
  running->adopt(*fresh, "sample", true);
  EXPECT_EQ(running->find("sample-word"), nullptr);
  EXPECT_EQ(running->text("sample-place"), "there");
}

}  // namespace
}  // namespace rtpengine::app
