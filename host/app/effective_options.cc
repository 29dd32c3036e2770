// SPDX-License-Identifier: GPL-3.0-or-later
//
// Joining and checking values.
#include "app/effective_options.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>

#include "app/nearest.h"
#include "plugin/option_check.h"

namespace rtpengine::app {
namespace {

std::vector<std::string> words_of(const char* text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

base::Result<void> check_choice(const Option& option, const GivenValue& value) {
  const std::vector<std::string> words = words_of(option.choices);
  std::string list;
  for (const std::string& word : words) {
    if (word == value.text) return {};
    list += (list.empty() ? "" : ", ") + word;
  }
  const std::string near = nearest(value.text, words);
  return base::Error{value.origin + ": '" + value.text + "' is not one of " + list +
                     (near.empty() ? "" : "; did you mean '" + near + "'?")};
}

base::Result<void> check_range(const Option& option, const GivenValue& value) {
  const auto number = option.type == OptionType::seconds ? plugin::parse_duration(value.text)
                                                         : plugin::parse_integer(value.text);
  if (!number) return base::Error{value.origin + ": " + number.error()};
  if (*number >= option.min && *number <= option.max) return {};
  const bool time = option.type == OptionType::seconds;
  const auto limit = [time](std::int64_t bound) {
    return time ? std::to_string(bound / base::kMillisecond) + "ms" : std::to_string(bound);
  };
  std::string text = value.origin + ": '" + value.text + "' is out of range: ";
  if (option.max == std::numeric_limits<std::int64_t>::max()) {
    text += "the least is " + limit(option.min);
  } else {
    text += limit(option.min) + " to " + limit(option.max) + " are allowed";
  }
  return base::Error{text};
}

EffectiveOption option_of(const CatalogEntry& entry) {
  EffectiveOption option;
  option.name = entry.name;
  option.owner = entry.owner;
  option.key = entry.key;
  option.key_negated = entry.key_negated;
  option.type = entry.type;
  option.repeatable = entry.repeatable;
  option.live = entry.live;
  option.active = entry.active;
  option.owner_loaded = entry.owner_loaded;
  option.readers = entry.readers;
  option.no_effect = entry.known ? entry.known->no_effect : nullptr;
  return option;
}

/// Warnings about options that do nothing: one for each plugin, one for each other option.
class IdleOptions {
 public:
  void take(const EffectiveOption& option) {
    if (!option.given || option.values.empty()) return;
    const std::string& origin = option.values.front().origin;
    if (!option.active) {
      std::string& origins = of_plugins_[{option.owner, option.owner_loaded}];
      origins += (origins.empty() ? "" : "; ") + origin;
    } else if (option.no_effect) {
      others_.push_back(origin + ": has no effect: " + option.no_effect);
    }
  }

  void report(std::vector<std::string>* warnings) const {
    for (const auto& [plugin, origins] : of_plugins_) {
      warnings->push_back("plugin " + plugin.first +
                          (plugin.second ? " does not have this option yet" : " is not loaded") +
                          "; without effect: " + origins);
    }
    warnings->insert(warnings->end(), others_.begin(), others_.end());
  }

 private:
  std::map<std::pair<std::string, bool>, std::string> of_plugins_;  ///< name, whether it is loaded
  std::vector<std::string> others_;
};

}  // namespace

base::Result<void> check_value(const CatalogEntry& entry, const GivenValue& value) {
  OptionSpec spec{};
  spec.type = entry.type;
  if (auto fine = plugin::check_option_value(spec, value.text); !fine) {
    return base::Error{value.origin + ": " + fine.error()};
  }
  if (!entry.known) return {};
  if (entry.known->choices) return check_choice(*entry.known, value);
  // A plugin that is newer than the table may have given its option another type.
  const bool number = entry.type == OptionType::integer || entry.type == OptionType::seconds;
  return number && entry.known->type == entry.type ? check_range(*entry.known, value)
                                                   : base::Result<void>();
}

base::Result<EffectiveOptions> EffectiveOptions::merge(const OptionCatalog& catalog,
                                                       const Given& file, const Given& command_line,
                                                       std::vector<std::string>* warnings) {
  EffectiveOptions merged;
  IdleOptions idle;
  for (const CatalogEntry* entry : catalog.entries()) {
    EffectiveOption option = option_of(*entry);
    const auto in_file = file.find(entry->name);
    const auto in_command_line = command_line.find(entry->name);
    // What the command line overrides has to be sound as well: it counts at the next change.
    for (const auto* source : {&file, &command_line}) {
      const auto given = source->find(entry->name);
      if (given == source->end()) continue;
      for (const GivenValue& value : given->second) {
        if (auto fine = check_value(*entry, value); !fine) return base::Error{fine.error()};
      }
    }
    if (in_file != file.end()) option.values = in_file->second;
    if (in_command_line != command_line.end()) option.values = in_command_line->second;
    option.given = in_file != file.end() || in_command_line != command_line.end();
    idle.take(option);
    if (!option.given && entry->has_default) {
      GivenValue value;
      value.text = entry->default_value;
      value.origin = "default of --" + entry->name;
      option.values.push_back(std::move(value));
    }
    merged.options_.push_back(std::move(option));
  }
  idle.report(warnings);
  return merged;
}

EffectiveOption* EffectiveOptions::find(std::string_view name) {
  for (EffectiveOption& option : options_)
    if (option.name == name) return &option;
  return nullptr;
}

const EffectiveOption* EffectiveOptions::find(std::string_view name) const {
  return const_cast<EffectiveOptions*>(this)->find(name);
}

const GivenValue* EffectiveOptions::first(std::string_view name) const {
  const EffectiveOption* option = find(name);
  return option && !option->values.empty() ? &option->values.front() : nullptr;
}

bool EffectiveOptions::has(std::string_view name) const { return first(name) != nullptr; }

bool EffectiveOptions::flag(std::string_view name) const {
  const GivenValue* value = first(name);
  const auto parsed = plugin::parse_flag(value ? value->text : "false");
  return parsed && *parsed;
}

std::string EffectiveOptions::text(std::string_view name) const {
  const GivenValue* value = first(name);
  return value ? value->text : std::string();
}

std::int64_t EffectiveOptions::integer(std::string_view name) const {
  const auto parsed = plugin::parse_integer(text(name));
  return parsed ? *parsed : 0;
}

double EffectiveOptions::decimal(std::string_view name) const {
  const auto parsed = plugin::parse_decimal(text(name));
  return parsed ? *parsed : 0;
}

base::Time EffectiveOptions::duration(std::string_view name) const {
  const auto parsed = plugin::parse_duration(text(name));
  return parsed ? *parsed : 0;
}

const std::vector<GivenValue>& EffectiveOptions::values(std::string_view name) const {
  static const std::vector<GivenValue> kNone;
  const EffectiveOption* option = find(name);
  return option ? option->values : kNone;
}

plugin::PluginOptionValues EffectiveOptions::plugin_values() const {
  plugin::PluginOptionValues all;
  for (const EffectiveOption& option : options_) {
    if (!option.given || !option.active) continue;
    const auto give_to = [&](const std::string& plugin) {
      all[plugin][option.name].assign(option.values.begin(), option.values.end());
    };
    for (const std::string& reader : option.readers) give_to(reader);
    if (option.owner != kCore && option.owner != kLog) give_to(option.owner);
  }
  return all;
}

bool EffectiveOptions::gives_to(std::string_view plugin) const {
  return std::any_of(options_.begin(), options_.end(), [&](const EffectiveOption& option) {
    return option.given && option.active && option.owner == plugin;
  });
}

void EffectiveOptions::adopt(const EffectiveOptions& fresh, const std::string& plugin,
                             bool only_live) {
  std::erase_if(options_, [&](const EffectiveOption& option) {
    return option.owner == plugin && fresh.find(option.name) == nullptr;
  });
  for (const EffectiveOption& option : fresh.options_) {
    const bool reads =
        std::find(option.readers.begin(), option.readers.end(), plugin) != option.readers.end();
    if (option.owner != plugin && !reads) continue;
    EffectiveOption* mine = find(option.name);
    if (mine == nullptr) {
      options_.push_back(option);
    } else if (reads) {
      mine->readers = option.readers;  // its values are the daemon's own
    } else if (!only_live || !mine->active || option.live) {
      *mine = option;
    }
  }
}

void EffectiveOptions::set(std::string_view name, const std::string& text,
                           const std::string& origin) {
  EffectiveOption* option = find(name);
  if (option == nullptr) return;
  GivenValue value;
  value.text = text;
  value.origin = origin;
  option->values = {value};
  option->given = true;
}

}  // namespace rtpengine::app
