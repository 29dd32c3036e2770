// SPDX-License-Identifier: GPL-3.0-or-later
//
// The options in force: command line over file over defaults, each value checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/given.h"
#include "app/option_catalog.h"
#include "base/clock.h"
#include "base/result.h"

namespace rtpengine::app {

/// One option of the catalog with its values, which are sound by type, range and choice.
/// A copy of what matters of its catalog entry, so that it outlives plugins.
struct EffectiveOption {
  std::string name;
  std::string owner;
  std::string key;
  bool key_negated = false;
  OptionType type = OptionType::flag;
  bool repeatable = false;
  bool live = false;
  bool active = true;                ///< false: its plugin is not loaded, or does not have it
  bool owner_loaded = true;          ///< false: its plugin is not loaded
  std::vector<std::string> readers;  ///< as CatalogEntry::readers
  const char* no_effect = nullptr;   ///< as Option::no_effect
  bool given = false;                ///< false: the values are the default
  std::vector<GivenValue> values;    ///< empty: not given, and there is no default
};

class EffectiveOptions {
 public:
  /// Joins what was given. Options of absent plugins and options without effect add a warning.
  static base::Result<EffectiveOptions> merge(const OptionCatalog& catalog, const Given& file,
                                              const Given& command_line,
                                              std::vector<std::string>* warnings);

  const std::vector<EffectiveOption>& all() const { return options_; }
  std::vector<EffectiveOption>& all() { return options_; }
  /// By long name; null if there is none.
  const EffectiveOption* find(std::string_view name) const;
  EffectiveOption* find(std::string_view name);

  // Readers for options that are known to exist, by long name. `has`: there is a value.
  bool has(std::string_view name) const;
  bool flag(std::string_view name) const;             ///< false if there is no value
  std::string text(std::string_view name) const;      ///< empty if there is no value
  std::int64_t integer(std::string_view name) const;  ///< 0 if there is no value
  double decimal(std::string_view name) const;        ///< 0 if there is no value
  base::Time duration(std::string_view name) const;   ///< 0 if there is no value
  const std::vector<GivenValue>& values(std::string_view name) const;

  /// What was given to the options of plugins that are loaded, by plugin; of shared options each
  /// reader has the values.
  plugin::PluginOptionValues plugin_values() const;
  /// Whether an option that this plugin alone has was given.
  bool gives_to(std::string_view plugin) const;

  /// Takes what concerns a plugin from `fresh`: which options it has, and the values of those that
  /// may change now: of live ones only, or, if the plugin does not run yet, of all.
  void adopt(const EffectiveOptions& fresh, const std::string& plugin, bool only_live);

  /// Gives an option values as if the operator had.
  void set(std::string_view name, const std::string& text, const std::string& origin);

 private:
  const GivenValue* first(std::string_view name) const;

  std::vector<EffectiveOption> options_;
};

/// Checks one value against type, range and choices of its option; the error names its origin.
base::Result<void> check_value(const CatalogEntry& entry, const GivenValue& value);

}  // namespace rtpengine::app
