// SPDX-License-Identifier: GPL-3.0-or-later
//
// All options that this run of the daemon understands: its own, those of the plugins of this tree,
// and those of the plugins that are loaded, whose own tables win in all but the texts.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/plugin.h>

#include "app/option_table.h"
#include "base/result.h"

namespace rtpengine::app {

/// One option as the parsers see it.
struct CatalogEntry {
  std::string name;
  std::string owner;         ///< "core", "log", or a plugin
  std::string key;           ///< in the owner's section
  bool key_negated = false;  ///< the key means the opposite of the option
  char short_name = 0;
  OptionType type = OptionType::flag;
  bool has_default = false;
  std::string default_value;
  std::string placeholder;
  std::string help;
  bool repeatable = false;
  bool live = false;
  bool active = true;                ///< false: its plugin is not loaded, or does not have it
  bool owner_loaded = true;          ///< false: its plugin is not loaded
  std::vector<std::string> readers;  ///< plugins that declare it, of a shared option
  const Option* known = nullptr;     ///< the line of the daemon's own tables, if there is one

  bool takes_value() const { return type != OptionType::flag; }
  bool has(Trait trait) const { return known && known->has(trait); }
};

/// Main thread; entries stay where they are once made.
class OptionCatalog {
 public:
  /// The daemon's own tables; the options of plugins are not active.
  OptionCatalog();
  OptionCatalog(OptionCatalog&&) = default;
  OptionCatalog& operator=(OptionCatalog&&) = default;

  /// Whether the plugin may be added: its name is no word of the configuration file's own, and none
  /// of its options is one of somebody else. The error says what belongs to whom.
  base::Result<void> check_plugin(const PluginDescriptor& descriptor) const;

  /// Take in the options of a loaded plugin. Fails as check_plugin.
  base::Result<void> add_plugin(const PluginDescriptor& descriptor);

  /// By long name or another accepted spelling of it; null if there is none.
  const CatalogEntry* find(std::string_view name) const;
  const CatalogEntry* find_short(char name) const;
  /// By section and key; null if there is none. `negated` as in CatalogEntry.
  const CatalogEntry* find_key(std::string_view section, std::string_view key, bool* negated) const;

  /// Whether `word` stands at the top of configuration files for something that is no plugin.
  static bool is_reserved(std::string_view word);

  /// Whether any option belongs to this section.
  bool has_section(std::string_view section) const;

  /// The right name nearest to a wrong one, or empty.
  std::string nearest_option(std::string_view name) const;
  std::string nearest_key(std::string_view section, std::string_view key) const;
  std::string nearest_section(std::string_view section) const;

  /// All entries: core, log, then plugins in the order they became known.
  std::vector<const CatalogEntry*> entries() const;
  /// Owners in the same order.
  std::vector<std::string> owners() const;

 private:
  CatalogEntry& add(CatalogEntry entry);
  base::Result<void> check_option(const OptionSpec& spec, const std::string& plugin) const;

  std::deque<CatalogEntry> entries_;
  std::map<std::string, CatalogEntry*, std::less<>> by_name_;
  std::vector<std::string> plugins_;  ///< loaded ones, also those without options
};

}  // namespace rtpengine::app
