// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names that are written differently in some place, and the providers of commands.
#include "app/option_table.h"

#include <array>
#include <utility>

namespace rtpengine::app {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<Pair, 2> kOtherSpellings = {{
    {"num-media-threads", "media-num-threads"},
    {"log-facilty", "log-facility"},
}};

constexpr std::array<Pair, 6> kProviders = {{
    {"play media", "playback"},
    {"stop media", "playback"},
    {"start recording", "recording"},
    {"stop recording", "recording"},
    {"start forwarding", "recording"},
    {"stop forwarding", "recording"},
}};

}  // namespace

std::string_view current_name(std::string_view name) {
  for (const auto& [other, current] : kOtherSpellings)
    if (name == other) return current;
  return name;
}

std::string section_key(std::string_view owner, std::string_view option, bool* negated) {
  *negated = false;
  if (owner != kLog) return std::string(option);
  if (option == "no-log-timestamps") {
    *negated = true;
    return "timestamps";
  }
  if (option == "max-log-line-length") return "max-line-length";
  constexpr std::string_view kPrefix = "log-";
  if (option.substr(0, kPrefix.size()) == kPrefix) option.remove_prefix(kPrefix.size());
  return std::string(option);
}

std::string_view provider_of_command(std::string_view command) {
  for (const auto& [name, plugin] : kProviders)
    if (name == command) return plugin;
  return {};
}

}  // namespace rtpengine::app
