// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts for the terminal, 80 columns wide.
#include "app/help.h"

#include <rtpengine/plugin.h>

#include <sstream>

namespace rtpengine::app {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kIndent = 30;

/// `text` in lines from column kIndent on.
std::string wrapped(const std::string& text) {
  std::string out;
  std::string line;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) {
    if (!line.empty() && kIndent + line.size() + 1 + word.size() > kColumns) {
      out += line + "\n" + std::string(kIndent, ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return out + line + "\n";
}

std::string option_paragraph(const CatalogEntry& entry) {
  std::string heading = "  " + option_heading(entry);
  if (heading.size() + 2 > kIndent) {
    heading += "\n" + std::string(kIndent, ' ');
  } else {
    heading.resize(kIndent, ' ');
  }
  return heading + wrapped(description(entry));
}

bool is_loaded(const OptionCatalog& catalog, const std::string& owner) {
  for (const CatalogEntry* entry : catalog.entries())
    if (entry->owner == owner) return entry->owner_loaded;
  return true;
}

}  // namespace

std::string description(const CatalogEntry& entry) {
  std::string text = entry.help;
  if (entry.known && entry.known->choices)
    text += " One of: " + std::string(entry.known->choices) + ".";
  if (entry.has_default && !entry.default_value.empty())
    text += " Default: " + entry.default_value + ".";
  if (entry.repeatable) text += " May be given several times.";
  if (entry.live) text += " Changed by a reload.";
  if (entry.known && entry.known->no_effect)
    text += " Accepted without effect: " + std::string(entry.known->no_effect) + ".";
  return text;
}

std::string option_heading(const CatalogEntry& entry) {
  std::string text = entry.short_name ? std::string("-") + entry.short_name + ", " : "    ";
  text += "--" + entry.name;
  if (entry.takes_value())
    text += "=" + (entry.placeholder.empty() ? std::string("VALUE") : entry.placeholder);
  return text;
}

std::string owner_heading(const std::string& owner) {
  if (owner == kCore) return "The daemon";
  if (owner == kLog) return "Log";
  return "Plugin " + owner;
}

std::string help_text(const OptionCatalog& catalog) {
  std::string text =
      "Usage: rtpengine [OPTION]...\n"
      "\n"
      "A media proxy for SIP: relays RTP and RTCP between the parties of calls that a\n"
      "SIP proxy signals.\n";
  for (const std::string& owner : catalog.owners()) {
    std::string options;
    for (const CatalogEntry* entry : catalog.entries())
      if (entry->owner == owner) options += option_paragraph(*entry);
    if (options.empty()) continue;
    text += "\n" + owner_heading(owner);
    if (!is_loaded(catalog, owner)) text += " (not loaded)";
    text += ":\n" + options;
  }
  text +=
      "\n"
      "Each option is also a key of the configuration file, see rtpengine.yaml(5).\n";
  return text;
}

std::string version_text() {
  return "rtpengine " RTPENGINE_VERSION " (plugin SDK " + std::to_string(RTPENGINE_SDK_MAJOR) +
         "." + std::to_string(RTPENGINE_SDK_MINOR) + ")\n";
}

std::string plugin_list_text(const std::vector<plugin::PluginInfo>& plugins) {
  if (plugins.empty()) return "no plugins\n";
  std::string text;
  for (const plugin::PluginInfo& info : plugins) {
    text += (info.name.empty() ? info.path : info.name) + " " + info.version + ": " +
            plugin::plugin_state_name(info.state) + "\n";
    if (!info.help.empty()) text += "  " + info.help + "\n";
    text += "  file: " + info.path + "\n";
    if (!info.problem.empty()) text += "  problem: " + info.problem + "\n";
    if (info.state == plugin::PluginState::refused) continue;
    text += "  plugin SDK: " + std::to_string(info.sdk_major) + "." +
            std::to_string(info.sdk_minor) + ", licence: " + info.license + "\n";
    if (info.kinds != 0) text += "  kinds: " + plugin::kinds_text(info.kinds) + "\n";
    text += std::string("  while calls are up: ") +
            (info.can_unload ? "can be unloaded and reloaded" : "stays loaded") + "\n";
    std::string options;
    for (const plugin::OptionInfo& option : info.options)
      options += (options.empty() ? "" : ", ") + option.name;
    if (!options.empty()) text += "  options: " + options + "\n";
  }
  return text;
}

}  // namespace rtpengine::app
