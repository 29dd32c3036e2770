// SPDX-License-Identifier: GPL-3.0-or-later
//
// Joining the daemon's options with those of plugins.
#include "app/option_catalog.h"

#include "support.h"

namespace rtpengine::app {
namespace {

TEST(OptionCatalog, OptionsOfPluginsAreInactiveUntilTheyAreLoaded) {
  OptionCatalog catalog;
  ASSERT_NE(catalog.find("listen-ng"), nullptr);
  EXPECT_FALSE(catalog.find("listen-ng")->active);
  ASSERT_TRUE(catalog.add_plugin(test::descriptor("ng", test::kNgOptions)));
  EXPECT_TRUE(catalog.find("listen-ng")->active);
}

TEST(OptionCatalog, TextsOfKnownOptionsAreThoseOfTheManual) {
  const OptionCatalog manual;
  const OptionCatalog loaded = test::catalog_with_plugins();
  for (const char* name : {"listen-ng", "control-tos"}) {
    EXPECT_EQ(loaded.find(name)->help, manual.find(name)->help);
    EXPECT_EQ(loaded.find(name)->placeholder, manual.find(name)->placeholder);
  }
  EXPECT_EQ(loaded.find("sample-word")->help, "A word.");
}

TEST(OptionCatalog, AnOptionThatALoadedPluginLacksStaysInactive) {
  const OptionCatalog catalog = test::catalog_with_plugins();
  const CatalogEntry* option = catalog.find("listen-tcp-ng");
  ASSERT_NE(option, nullptr);
  EXPECT_FALSE(option->active);
  EXPECT_TRUE(option->owner_loaded);
}

TEST(OptionCatalog, TakesOptionsOfPluginsFromElsewhere) {
  const OptionCatalog catalog = test::catalog_with_plugins();
  ASSERT_NE(catalog.find("sample-word"), nullptr);
  EXPECT_EQ(catalog.find("sample-word")->owner, "sample");
  EXPECT_TRUE(catalog.find("sample-word")->live);
  EXPECT_EQ(catalog.find_short('Z')->name, "sample-limit");
  EXPECT_TRUE(catalog.has_section("sample"));
}

TEST(OptionCatalog, RefusesAnOptionThatBelongsToSomebodyElse) {
  static const OptionSpec kTimeout[] = {
      {"timeout", nullptr, "N", "x", OptionType::integer, 0, 0, {}}};
  OptionCatalog catalog;
  EXPECT_EQ(test::error_of(catalog.add_plugin(test::descriptor("sample", kTimeout))),
            "plugin sample has an option --timeout, which belongs to core");
}

TEST(OptionCatalog, RefusesAPluginWhoseNameIsAWordOfTheFile) {
  const OptionCatalog catalog;
  for (const char* name : {"core", "log", "load-plugin", "plugin-dir", "instances"}) {
    EXPECT_EQ(test::error_of(catalog.check_plugin(test::descriptor(name, test::kSampleOptions))),
              std::string("no plugin may be called '") + name +
                  "': in configuration files this word means something else");
  }
  EXPECT_TRUE(catalog.check_plugin(test::descriptor("ng", test::kNgOptions)));
}

TEST(OptionCatalog, RefusesAShortOptionThatIsTaken) {
  static const OptionSpec kShort[] = {
      {"fancy", nullptr, nullptr, "x", OptionType::flag, 0, 'f', {}}};
  OptionCatalog catalog;
  EXPECT_EQ(test::error_of(catalog.add_plugin(test::descriptor("sample", kShort))),
            "plugin sample has a short option -f, which is --foreground");
}

TEST(OptionCatalog, FindsKeysOfSectionsByShortAndFullName) {
  const OptionCatalog catalog;
  bool negated = false;
  EXPECT_EQ(catalog.find_key("log", "level", &negated)->name, "log-level");
  EXPECT_EQ(catalog.find_key("log", "log-level", &negated)->name, "log-level");
  EXPECT_EQ(catalog.find_key("log", "timestamps", &negated)->name, "no-log-timestamps");
  EXPECT_TRUE(negated);
  EXPECT_EQ(catalog.find_key("log", "no-log-timestamps", &negated)->name, "no-log-timestamps");
  EXPECT_FALSE(negated);
  EXPECT_EQ(catalog.find_key("core", "level", &negated), nullptr);
}

TEST(OptionCatalog, WhatOnlyTheCommandLineHasIsNoKey) {
  const OptionCatalog catalog;
  bool negated = false;
  EXPECT_EQ(catalog.find_key("core", "config-file", &negated), nullptr);
  EXPECT_EQ(catalog.find_key("core", "plugin-dir", &negated), nullptr);
}

TEST(OptionCatalog, SuggestsNames) {
  const OptionCatalog catalog;
  EXPECT_EQ(catalog.nearest_option("listen-ngg"), "listen-ng");
  EXPECT_EQ(catalog.nearest_key("log", "levl"), "level");
  EXPECT_EQ(catalog.nearest_section("cora"), "core");
}

TEST(OptionCatalog, ListsOwnersOnceEach) {
  const std::vector<std::string> owners = test::catalog_with_plugins().owners();
  EXPECT_EQ(owners.front(), "core");
  EXPECT_EQ(owners[1], "log");
  EXPECT_EQ(std::count(owners.begin(), owners.end(), "ng"), 1);
  EXPECT_EQ(owners.back(), "sample");
}

}  // namespace
}  // namespace rtpengine::app
