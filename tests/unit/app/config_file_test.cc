// SPDX-License-Identifier: GPL-3.0-or-later
//
// Rules of the configuration file.
#include "app/config_file.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using test::error_of;

base::Result<ConfigFile> parse(const std::string& text, const std::string& instance = {}) {
  return ConfigFile::parse(text, "x.yaml", instance);
}

base::Result<Given> options(const std::string& text, const std::set<std::string>& absent = {},
                            std::vector<std::string>* warnings = nullptr,
                            const std::string& instance = {}) {
  static const OptionCatalog catalog = test::catalog_with_plugins();
  std::vector<std::string> ignored;
  auto file = parse(text, instance);
  if (!file) return base::Error{file.error()};
  return file->options(catalog, absent, warnings ? warnings : &ignored);
}

TEST(ConfigFile, ReadsOptionsOfAllSections) {
  const auto given = options("core:\n  timeout: 60s\nlog: {level: 5}\nng: {listen-ng: 2223}\n");
  ASSERT_TRUE(given) << given.error();
  EXPECT_EQ(given->at("timeout").front().text, "60s");
  EXPECT_EQ(given->at("timeout").front().origin, "x.yaml:2: core.timeout");
  EXPECT_EQ(given->at("log-level").front().text, "5");
  EXPECT_EQ(given->at("listen-ng").front().text, "2223");
}

TEST(ConfigFile, ReadsThePluginList) {
  const auto file = parse(
      "plugin-dir: /x\nload-plugin: [ng, {name: ice, required: no}, /y/rtpengine-z.so,"
      " {path: /q.so}]\n");
  ASSERT_TRUE(file) << file.error();
  ASSERT_TRUE(file->plugins());
  ASSERT_EQ(file->plugins()->size(), 4u);
  EXPECT_EQ((*file->plugins())[0].name, "ng");
  EXPECT_TRUE((*file->plugins())[0].required);
  EXPECT_EQ((*file->plugins())[1].name, "ice");
  EXPECT_FALSE((*file->plugins())[1].required);
  EXPECT_EQ((*file->plugins())[2].path, "/y/rtpengine-z.so");
  EXPECT_EQ((*file->plugins())[3].path, "/q.so");
  EXPECT_EQ(file->plugin_dir(), "/x");
}

TEST(ConfigFile, TellsAnEmptyPluginListFromNone) {
  EXPECT_FALSE(parse("core: {}\n")->plugins());
  ASSERT_TRUE(parse("load-plugin: []\n")->plugins());
  EXPECT_TRUE(parse("load-plugin: []\n")->plugins()->empty());
  EXPECT_EQ(parse("load-plugin: ng\n")->plugins()->size(), 1u);
}

TEST(ConfigFile, RefusesPluginListsThatMakeNoSense) {
  EXPECT_EQ(error_of(parse("load-plugin:\n  - ng\n  - ng\n")),
            "x.yaml:3: load-plugin: 'ng' stands twice");
  EXPECT_EQ(error_of(parse("load-plugin:\n  - {nam: ng}\n")),
            "x.yaml:2: load-plugin: unknown key 'nam', did you mean 'name'?");
  EXPECT_EQ(error_of(parse("load-plugin: [{required: yes}]\n")),
            "x.yaml:1: load-plugin: must list names, or maps of 'name', 'path' and 'required'");
  EXPECT_EQ(error_of(parse("load-plugin: [{name: a, required: perhaps}]\n")),
            "x.yaml:1: load-plugin: 'required': 'perhaps' is not one of true, yes, on, false, no, "
            "off");
  EXPECT_FALSE(parse("load-plugin: [[ng]]\n"));
  EXPECT_FALSE(parse("plugin-dir: [a]\n"));
}

TEST(ConfigFile, NamesTheNearestKey) {
  EXPECT_EQ(error_of(options("core:\n  tos: 1\n  timeot: 3\n")),
            "x.yaml:3: core.timeot: unknown key, did you mean 'timeout'?");
  EXPECT_EQ(error_of(options("log:\n  levl: 3\n")),
            "x.yaml:2: log.levl: unknown key, did you mean 'level'?");
}

TEST(ConfigFile, NamesTheNearestSection) {
  EXPECT_EQ(error_of(options("tos: 1\n")),
            "x.yaml:1: tos: belongs in section 'core' under the key 'tos'");
  EXPECT_EQ(error_of(options("cores:\n  tos: 1\n")),
            "x.yaml:1: cores: unknown section, did you mean 'core'? (or a plugin that is not "
            "loaded)");
}

TEST(ConfigFile, NamesTheSectionAKeyBelongsTo) {
  EXPECT_EQ(error_of(options("core:\n  listen-ng: 2223\n")),
            "x.yaml:2: core.listen-ng: belongs in section 'ng' under the key 'listen-ng'");
  EXPECT_EQ(error_of(options("core: {log-level: 3}\n")),
            "x.yaml:1: core.log-level: belongs in section 'log' under the key 'level'");
  EXPECT_EQ(error_of(options("core: {plugin-dir: /x}\n")),
            "x.yaml:1: core.plugin-dir: belongs at the top of the file, not in a section");
  EXPECT_EQ(error_of(options("core: {config-file: /x}\n")),
            "x.yaml:1: core.config-file: can only be given on the command line");
}

TEST(ConfigFile, TakesOptionsOfKnownPluginsThatAreNotLoaded) {
  const auto given = options("redis: {redis: \"127.0.0.1:6379/5\"}\n");
  ASSERT_TRUE(given) << given.error();
  EXPECT_EQ(given->at("redis").front().text, "127.0.0.1:6379/5");
}

TEST(ConfigFile, PassesOverSectionsOfPluginsThatWereLeftOut) {
  std::vector<std::string> warnings;
  const auto given = options("core: {tos: 1}\nforeign: {anything: 1}\n", {"foreign"}, &warnings);
  ASSERT_TRUE(given) << given.error();
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0], "x.yaml:2: section 'foreign' is not used: plugin foreign is not loaded");
}

TEST(ConfigFile, ListsMayBeSequencesOrSingleValues) {
  auto given = options("core:\n  interface:\n    - 127.0.0.1\n    - a/127.0.0.2\n");
  ASSERT_TRUE(given) << given.error();
  ASSERT_EQ(given->at("interface").size(), 2u);
  EXPECT_EQ(given->at("interface")[1].origin, "x.yaml:4: core.interface");
  given = options("core: {interface: 127.0.0.1}\n");
  ASSERT_TRUE(given) << given.error();
  EXPECT_EQ(given->at("interface").size(), 1u);
  EXPECT_EQ(error_of(options("core:\n  tos: [1, 2]\n")),
            "x.yaml:2: core.tos: takes one value, not a list");
}

TEST(ConfigFile, ReadsInterfacesInMapForm) {
  const auto given = options(
      "core:\n  interface:\n    - {name: \"rr:1\", address: 10.0.0.1, advertised: 192.0.2.1,"
      " port-min: 40000, port-max: 41999}\n");
  ASSERT_TRUE(given) << given.error();
  const GivenValue& value = given->at("interface").front();
  EXPECT_EQ(value.text, "rr:1/10.0.0.1!192.0.2.1");
  ASSERT_EQ(value.fields.size(), 5u);
  EXPECT_EQ(value.fields[3].first, "port-min");
  EXPECT_EQ(value.fields[3].second, "40000");
}

TEST(ConfigFile, RefusesWrongKeysOfAnInterface) {
  EXPECT_EQ(error_of(options("core:\n  interface:\n    - {name: a, adress: 10.0.0.1}\n")),
            "x.yaml:3: core.interface: unknown key 'adress', did you mean 'address'?");
  EXPECT_EQ(error_of(options("core:\n  interface:\n    - {name: a}\n")),
            "x.yaml:3: core.interface: has no 'address'");
  EXPECT_EQ(error_of(options("core: {tos: {a: 1}}\n")), "x.yaml:1: core.tos: takes a plain value");
}

TEST(ConfigFile, ReadsFlagsInAllTheirWords) {
  for (const char* word : {"true", "yes", "on"})
    EXPECT_EQ(options(std::string("core: {sip-source: ") + word + "}\n")->at("sip-source")[0].text,
              "true");
  for (const char* word : {"false", "no", "off"})
    EXPECT_EQ(options(std::string("core: {sip-source: ") + word + "}\n")->at("sip-source")[0].text,
              "false");
  EXPECT_EQ(error_of(options("core: {sip-source: 2}\n")),
            "x.yaml:1: core.sip-source: '2' is not one of true, yes, on, false, no, off");
}

TEST(ConfigFile, KeyTimestampsIsTheOppositeOfTheOption) {
  EXPECT_EQ(options("log: {timestamps: no}\n")->at("no-log-timestamps")[0].text, "true");
  EXPECT_EQ(options("log: {timestamps: yes}\n")->at("no-log-timestamps")[0].text, "false");
}

TEST(ConfigFile, RefusesAnOptionUnderTwoNames) {
  EXPECT_EQ(error_of(options("log:\n  level: 3\n  log-level: 4\n")),
            "x.yaml:3: log.log-level: the same option stands in this section under another name");
}

TEST(ConfigFile, RefusesKeysWithoutValues) {
  EXPECT_EQ(error_of(options("core:\n  timeout:\n")), "x.yaml:2: core.timeout: has no value");
  EXPECT_TRUE(options("core:\nlog:\n"));
  EXPECT_EQ(error_of(options("core: 5\n")), "x.yaml:1: core: a section must be a map of options");
}

TEST(ConfigFile, LaysAnInstanceOverTheRest) {
  const std::string text =
      "core: {tos: 1, timeout: 5}\n"
      "instances:\n"
      "  a: {core: {tos: 2}, load-plugin: [ng]}\n"
      "  b:\n";
  auto given = options(text, {}, nullptr, "a");
  ASSERT_TRUE(given) << given.error();
  EXPECT_EQ(given->at("tos")[0].text, "2");
  EXPECT_EQ(given->at("tos")[0].origin, "x.yaml:3: core.tos");
  EXPECT_EQ(given->at("timeout")[0].text, "5");
  EXPECT_TRUE(parse(text, "a")->plugins());
  EXPECT_FALSE(parse(text)->plugins());
  given = options(text, {}, nullptr, "b");
  ASSERT_TRUE(given) << given.error();
  EXPECT_EQ(given->at("tos")[0].text, "1");
}

TEST(ConfigFile, RefusesInstancesThatAreNotThere) {
  EXPECT_EQ(error_of(parse("instances: {alpha: {}}\n", "alpa")),
            "x.yaml: has no instance 'alpa' under 'instances', did you mean 'alpha'?");
  EXPECT_EQ(error_of(parse("core: {}\n", "a")), "x.yaml: has no instance 'a' under 'instances'");
  EXPECT_EQ(error_of(parse("instances: [a]\n")),
            "x.yaml:1: instances: must be a map from names to settings");
  EXPECT_EQ(error_of(parse("instances: {a: 5}\n", "a")),
            "x.yaml:1: instances.a: must be a map of sections");
  EXPECT_EQ(error_of(parse("instances: {a: {instances: {}}}\n", "a")),
            "x.yaml:1: instances.a: cannot hold further instances");
}

TEST(ConfigFile, RefusesADocumentThatIsNoMap) {
  EXPECT_EQ(error_of(parse("- core\n")), "x.yaml:1: the file must be a map of sections");
  EXPECT_TRUE(parse(""));
}

}  // namespace
}  // namespace rtpengine::app
