// SPDX-License-Identifier: GPL-3.0-or-later
//
// What there is to say about a plugin, as data that outlives its file in memory: for
// `--list-plugins`, `explain` and the manual pages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rtpengine/plugin.h>

namespace rtpengine::plugin {

/// How far a plugin has come.
enum class PluginState {
  refused,      ///< could not be loaded, or was left out; see `problem`
  loaded,       ///< its descriptor is known; none of its code has run
  initialised,  ///< has the host's interfaces and its options
  started,      ///< at work
  draining,     ///< unloaded or replaced; serves the calls that began with it
  stopped,      ///< taken down
};

/// `refused`, `loaded`, ... for output.
const char* plugin_state_name(PluginState state);

/// One option as OptionSpec has it.
struct OptionInfo {
  std::string name;
  std::string default_value;
  bool has_default = false;
  std::string placeholder;  ///< empty for a flag
  std::string help;
  OptionType type = OptionType::flag;
  bool repeatable = false;
  bool live = false;
  char short_name = 0;
};

/// What has become of the calls of the copy that was replaced.
struct HandOverInfo {
  bool running = false;     ///< some were not looked at yet
  std::uint64_t moved = 0;  ///< calls that have the new copy now
  std::uint64_t left = 0;   ///< calls that keep the earlier one
};

struct PluginInfo {
  std::string path;
  std::string name;  ///< of a file that could not be opened: from the file's name, or empty
  std::string version;
  std::string license;
  std::string help;
  std::uint32_t sdk_major = 0;
  std::uint32_t sdk_minor = 0;
  std::vector<std::string> after;
  std::vector<OptionInfo> options;
  std::uint32_t kinds = 0;  ///< kind_control_protocol, ...
  bool can_unload = false;
  bool required = false;
  PluginState state = PluginState::refused;
  bool can_hand_over = false;             ///< its state can move; known once it is initialised
  std::optional<HandOverInfo> hand_over;  ///< of a copy that has replaced another
  std::uint64_t faults = 0;  ///< callbacks that failed or were slow, rules of the SDK broken
  std::string problem;       ///< why it was refused; begins with the path or the plugin's name
};

/// "command provider, packet stage"; empty if there are none.
std::string kinds_text(std::uint32_t kinds);

/// Name, version, options as the descriptor has them; path, state, required left to the caller.
PluginInfo describe_descriptor(const PluginDescriptor& descriptor);

/// Open each plugin found in these folders, describe it, close it again. Main thread.
std::vector<PluginInfo> describe_folders(const std::vector<std::string>& plugin_dirs);

}  // namespace rtpengine::plugin
