// SPDX-License-Identifier: GPL-3.0-or-later
//
// Joining the tables of options.
#include "app/option_catalog.h"

#include <algorithm>
#include <array>

#include "app/nearest.h"

namespace rtpengine::app {
namespace {

/// Keys at the top of the configuration file that are no sections.
constexpr std::array<std::string_view, 3> kTopLevelWords = {"load-plugin", "plugin-dir",
                                                            "instances"};

CatalogEntry entry_of(const Option& option) {
  CatalogEntry entry;
  entry.name = option.name;
  entry.owner = option.owner;
  entry.key = section_key(option.owner, option.name, &entry.key_negated);
  entry.short_name = option.short_name;
  entry.type = option.type;
  entry.has_default = option.default_value != nullptr;
  if (option.default_value) entry.default_value = option.default_value;
  if (option.placeholder) entry.placeholder = option.placeholder;
  entry.help = option.help;
  entry.repeatable = option.has(kRepeatable);
  entry.live = option.has(kLive);
  entry.known = &option;
  return entry;
}

CatalogEntry entry_of(const OptionSpec& spec, const std::string& owner) {
  CatalogEntry entry;
  entry.name = spec.name;
  entry.owner = owner;
  entry.key = spec.name;
  entry.short_name = spec.short_name;
  entry.type = spec.type;
  entry.has_default = spec.default_value != nullptr;
  if (spec.default_value) entry.default_value = spec.default_value;
  if (spec.placeholder) entry.placeholder = spec.placeholder;
  if (spec.help) entry.help = spec.help;
  entry.repeatable = (spec.flags & option_repeatable) != 0;
  entry.live = (spec.flags & option_live) != 0;
  return entry;
}

}  // namespace

OptionCatalog::OptionCatalog() {
  for (const Option& option : core_options()) add(entry_of(option));
  for (const Option& option : log_options()) add(entry_of(option));
  for (const Option& option : plugin_options()) {
    CatalogEntry& entry = add(entry_of(option));
    entry.active = false;
    entry.owner_loaded = false;
  }
}

CatalogEntry& OptionCatalog::add(CatalogEntry entry) {
  CatalogEntry& kept = entries_.emplace_back(std::move(entry));
  by_name_[kept.name] = &kept;
  return kept;
}

bool OptionCatalog::is_reserved(std::string_view word) {
  return word == kCore || word == kLog ||
         std::find(kTopLevelWords.begin(), kTopLevelWords.end(), word) != kTopLevelWords.end();
}

base::Result<void> OptionCatalog::check_plugin(const PluginDescriptor& descriptor) const {
  const std::string plugin = descriptor.name;
  if (is_reserved(plugin)) {
    return base::Error{"no plugin may be called '" + plugin +
                       "': in configuration files this word means something else"};
  }
  for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
    if (auto fine = check_option(descriptor.options[i], plugin); !fine) return fine;
  }
  return {};
}

base::Result<void> OptionCatalog::check_option(const OptionSpec& spec,
                                               const std::string& plugin) const {
  if (const CatalogEntry* same = find(spec.name)) {
    if (same->has(kShared)) return {};
    if (same->owner != plugin) {
      return base::Error{"plugin " + plugin + " has an option --" + spec.name +
                         ", which belongs to " + same->owner};
    }
  }
  if (const CatalogEntry* other = spec.short_name ? find_short(spec.short_name) : nullptr;
      other && other->name != spec.name) {
    return base::Error{"plugin " + plugin + " has a short option -" +
                       std::string(1, spec.short_name) + ", which is --" + other->name};
  }
  return {};
}

base::Result<void> OptionCatalog::add_plugin(const PluginDescriptor& descriptor) {
  if (auto fine = check_plugin(descriptor); !fine) return fine;
  const std::string plugin = descriptor.name;
  plugins_.push_back(plugin);
  for (CatalogEntry& entry : entries_)
    if (entry.owner == plugin) entry.owner_loaded = true;
  for (std::uint32_t i = 0; i < descriptor.option_count; ++i) {
    CatalogEntry entry = entry_of(descriptor.options[i], plugin);
    const auto at_name = by_name_.find(entry.name);
    if (at_name == by_name_.end()) {
      add(std::move(entry));
      continue;
    }
    CatalogEntry& there = *at_name->second;
    if (there.has(kShared)) {
      there.readers.push_back(plugin);
      continue;
    }
    // Texts are those of the manual.
    entry.known = there.known;
    if (entry.known) {
      entry.placeholder = there.placeholder;
      entry.help = there.help;
    }
    there = std::move(entry);
  }
  return {};
}

const CatalogEntry* OptionCatalog::find(std::string_view name) const {
  const auto found = by_name_.find(current_name(name));
  return found == by_name_.end() ? nullptr : found->second;
}

const CatalogEntry* OptionCatalog::find_short(char name) const {
  for (const CatalogEntry& entry : entries_)
    if (entry.short_name == name) return &entry;
  return nullptr;
}

const CatalogEntry* OptionCatalog::find_key(std::string_view section, std::string_view key,
                                            bool* negated) const {
  *negated = false;
  for (const CatalogEntry& entry : entries_) {
    if (entry.owner != section || entry.has(kTopLevel) || entry.has(kCommandLineOnly)) continue;
    if (entry.key == key) {
      *negated = entry.key_negated;
      return &entry;
    }
    if (entry.name == current_name(key)) return &entry;  // the full name is as good
  }
  return nullptr;
}

bool OptionCatalog::has_section(std::string_view section) const {
  if (std::find(plugins_.begin(), plugins_.end(), section) != plugins_.end()) return true;
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const CatalogEntry& entry) { return entry.owner == section; });
}

std::string OptionCatalog::nearest_option(std::string_view name) const {
  std::vector<std::string> names;
  for (const CatalogEntry& entry : entries_) names.push_back(entry.name);
  return nearest(name, names);
}

std::string OptionCatalog::nearest_key(std::string_view section, std::string_view key) const {
  std::vector<std::string> keys;
  for (const CatalogEntry& entry : entries_) {
    if (entry.owner == section && !entry.has(kTopLevel) && !entry.has(kCommandLineOnly))
      keys.push_back(entry.key);
  }
  return nearest(key, keys);
}

std::string OptionCatalog::nearest_section(std::string_view section) const {
  std::vector<std::string> names = owners();
  names.insert(names.end(), kTopLevelWords.begin(), kTopLevelWords.end());
  return nearest(section, names);
}

std::vector<const CatalogEntry*> OptionCatalog::entries() const {
  std::vector<const CatalogEntry*> all;
  for (const CatalogEntry& entry : entries_) all.push_back(&entry);
  return all;
}

std::vector<std::string> OptionCatalog::owners() const {
  std::vector<std::string> all;
  const auto take = [&all](const std::string& name) {
    if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
  };
  for (const CatalogEntry& entry : entries_) take(entry.owner);
  for (const std::string& name : plugins_) take(name);
  return all;
}

}  // namespace rtpengine::app
