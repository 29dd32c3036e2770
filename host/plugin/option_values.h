// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values of options as the configuration file and the command line gave them, before anybody
// interprets them. The app collects them; the registry hands each plugin its own.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace rtpengine::plugin {

/// One value that somebody gave to an option.
struct OptionValue {
  std::string text;  ///< as written; of a flag "true" or "false" or another of its words
  /// Where it stands, to be put in front of an error about it:
  /// `rtpengine.yaml:12: ng.listen-ng` or `command line: --listen-ng`.
  std::string origin;
};

/// The values of one plugin by long option name. An option that nobody gave has no entry; its
/// default is in the OptionSpec table. One value unless the option is repeatable.
using OptionValues = std::map<std::string, std::vector<OptionValue>, std::less<>>;

/// The values of all plugins by the plugin's name.
using PluginOptionValues = std::map<std::string, OptionValues, std::less<>>;

}  // namespace rtpengine::plugin
