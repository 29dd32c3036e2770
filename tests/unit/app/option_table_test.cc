// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tables keep the rules that their users rely on.
#include "app/option_table.h"

#include <set>

#include "support.h"

namespace rtpengine::app {
namespace {

std::vector<Option> all_options() {
  std::vector<Option> all(core_options().begin(), core_options().end());
  all.insert(all.end(), log_options().begin(), log_options().end());
  all.insert(all.end(), plugin_options().begin(), plugin_options().end());
  return all;
}

TEST(OptionTable, NamesAndShortNamesAreUnique) {
  std::set<std::string> names;
  std::set<char> letters;
  for (const Option& option : all_options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    const bool unique = !option.short_name || letters.insert(option.short_name).second;
    EXPECT_TRUE(unique) << option.name;
  }
}

TEST(OptionTable, EveryOptionHasASentenceOfHelp) {
  for (const Option& option : all_options()) {
    ASSERT_NE(option.help, nullptr) << option.name;
    EXPECT_EQ(std::string(option.help).back(), '.') << option.name;
    EXPECT_NE(option.owner, nullptr) << option.name;
  }
}

TEST(OptionTable, ExactlyOptionsWithAValueHaveAPlaceholder) {
  for (const Option& option : all_options())
    EXPECT_EQ(option.placeholder != nullptr, option.type != OptionType::flag) << option.name;
}

TEST(OptionTable, DefaultsAreValidValues) {
  OptionCatalog catalog;
  for (const CatalogEntry* entry : catalog.entries()) {
    if (!entry->has_default) continue;
    GivenValue value;
    value.text = entry->default_value;
    EXPECT_TRUE(check_value(*entry, value)) << entry->name;
  }
}

TEST(OptionTable, KnowsTheShortOptionsOfTheReference) {
  const std::string letters = "hvtFinulcgGTosadmMrwqkbxLEpf";
  OptionCatalog catalog;
  for (const char letter : letters) EXPECT_NE(catalog.find_short(letter), nullptr) << letter;
  EXPECT_EQ(catalog.find_short('t')->name, "table");
  EXPECT_EQ(catalog.find_short('a')->name, "final-timeout");
}

TEST(OptionTable, AcceptsOldSpellings) {
  EXPECT_EQ(current_name("num-media-threads"), "media-num-threads");
  EXPECT_EQ(current_name("log-facilty"), "log-facility");
  EXPECT_EQ(current_name("timeout"), "timeout");
}

TEST(OptionTable, SectionLogDropsThePrefix) {
  bool negated = true;
  EXPECT_EQ(section_key("log", "log-level", &negated), "level");
  EXPECT_FALSE(negated);
  EXPECT_EQ(section_key("log", "log-facility-cdr", &negated), "facility-cdr");
  EXPECT_EQ(section_key("log", "max-log-line-length", &negated), "max-line-length");
  EXPECT_EQ(section_key("log", "no-log-timestamps", &negated), "timestamps");
  EXPECT_TRUE(negated);
  EXPECT_EQ(section_key("core", "timeout", &negated), "timeout");
  EXPECT_FALSE(negated);
}

TEST(OptionTable, NamesThePluginOfACommand) {
  EXPECT_EQ(provider_of_command("play media"), "playback");
  EXPECT_EQ(provider_of_command("start recording"), "recording");
  EXPECT_EQ(provider_of_command("start forwarding"), "recording");
  EXPECT_EQ(provider_of_command("offer"), "");
}

}  // namespace
}  // namespace rtpengine::app
