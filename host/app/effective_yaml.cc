// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing YAML.
#include "app/effective_yaml.h"

#include <algorithm>
#include <cstdio>

#include "plugin/option_check.h"

namespace rtpengine::app {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '/' || c == ':' || c == '-';
}

bool needs_quotes(const std::string& text) {
  if (text.empty() || text == "-" || text == "null" || text == "Null" || text == "NULL")
    return true;
  if (text.front() == ':' || text.back() == ':' || text.substr(0, 3) == "---") return true;
  return !std::all_of(text.begin(), text.end(), is_plain);
}

std::string value_text(const EffectiveOption& option, const GivenValue& value) {
  if (!value.fields.empty()) {
    std::string map;
    for (const auto& [key, text] : value.fields)
      map += (map.empty() ? "{" : ", ") + key + ": " + yaml_scalar(text);
    return map + "}";
  }
  if (option.type == OptionType::flag) {
    const auto flag = plugin::parse_flag(value.text);
    return (flag && *flag) != option.key_negated ? "true" : "false";
  }
  return yaml_scalar(value.text);
}

std::string option_text(const EffectiveOption& option) {
  const std::string key = "  " + option.key + ":";
  if (!option.repeatable) return key + " " + value_text(option, option.values.front()) + "\n";
  std::string text = key + "\n";
  for (const GivenValue& value : option.values) text += "    - " + value_text(option, value) + "\n";
  return text;
}

bool is_shown(const EffectiveOption& option) {
  if (!option.active || option.values.empty()) return false;
  // Keys of the top of the file, and what the command line alone can say, stand in no section.
  return option.name != "config-file" && option.name != "config-section" &&
         option.name != "plugin-dir" && option.name != "load-plugin" &&
         option.name != "no-load-plugin" && option.name != "check-config" &&
         (!option.no_effect || option.given);
}

}  // namespace

std::string yaml_scalar(const std::string& text) {
  if (!needs_quotes(text)) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      quoted += escape;
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string effective_yaml(const EffectiveOptions& options,
                           const std::vector<PluginRequest>& plugins) {
  std::string text = plugins.empty() ? "load-plugin: []\n" : "load-plugin:\n";
  for (const PluginRequest& plugin : plugins) {
    text += "  - {name: " + yaml_scalar(plugin.name) + ", path: " + yaml_scalar(plugin.path) +
            ", required: " + (plugin.required ? "true" : "false") + "}\n";
  }
  // Options of one owner stand together, apart from those that a plugin's own table added.
  std::vector<std::string> owners;
  for (const EffectiveOption& option : options.all()) {
    if (is_shown(option) && std::find(owners.begin(), owners.end(), option.owner) == owners.end())
      owners.push_back(option.owner);
  }
  for (const std::string& owner : owners) {
    text += "\n" + owner + ":\n";
    for (const EffectiveOption& option : options.all())
      if (option.owner == owner && is_shown(option)) text += option_text(option);
  }
  return text;
}

}  // namespace rtpengine::app
