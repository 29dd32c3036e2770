// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one table of every option the daemon knows, its own and those of the plugins of this tree.
//
// The command line, the configuration file, the help text, the manual pages and the warnings about
// options of absent plugins all come from it. Plugins from elsewhere bring their own tables; an
// OptionCatalog joins both.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/plugin.h>

namespace rtpengine::app {

/// What is special about an option; bits of Option::traits.
enum Trait : unsigned {
  kRepeatable = 1u << 0,       ///< a list: may be given several times
  kLive = 1u << 1,             ///< a reload of the configuration changes it at run time
  kCommandLineOnly = 1u << 2,  ///< has no key in the configuration file
  kAction = 1u << 3,           ///< makes the program print something and exit
  kTopLevel = 1u << 4,         ///< its key stands at the top of the file, outside all sections
  kShared = 1u << 5,           ///< given to each plugin that declares an option of this name, too
};

/// One option. Constant data.
struct Option {
  const char* owner = nullptr;  ///< "core", "log", or the plugin that implements it
  const char* name = nullptr;   ///< long name, without dashes in front
  char short_name = 0;          ///< 0: none
  OptionType type = OptionType::flag;
  const char* default_value = nullptr;  ///< in the command line's form; null: none
  const char* placeholder = nullptr;    ///< name of the argument in texts; null for a flag
  unsigned traits = 0;
  std::int64_t min = std::numeric_limits<std::int64_t>::min();  ///< of integers, inclusive
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  const char* choices = nullptr;    ///< the words that are allowed, separated by spaces; null: any
  const char* no_effect = nullptr;  ///< why the option is accepted but does nothing; else null
  const char* help = nullptr;       ///< one sentence

  bool has(Trait trait) const { return (traits & trait) != 0; }
};

inline constexpr std::string_view kCore = "core";
inline constexpr std::string_view kLog = "log";

/// Options of the daemon itself, owner "core".
std::span<const Option> core_options();

/// Options of the log, owner "log".
std::span<const Option> log_options();

/// Options of the plugins of this tree, whether built and loaded or not.
std::span<const Option> plugin_options();

/// The option's current name if `name` is an old or misspelt one that stays accepted, else `name`.
std::string_view current_name(std::string_view name);

/// The key of an option in the section of its owner: the long name; in section `log` without the
/// word `log`. `negated` is set where key and option mean opposite things ("timestamps").
std::string section_key(std::string_view owner, std::string_view option, bool* negated);

/// The plugin that provides a command which the host itself does not have ("play media" ->
/// "playback"); empty if no plugin of this tree does.
std::string_view provider_of_command(std::string_view command);

}  // namespace rtpengine::app
