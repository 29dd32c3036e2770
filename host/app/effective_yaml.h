// SPDX-License-Identifier: GPL-3.0-or-later
//
// Prints the options in force as a configuration file that has the same effect.
#pragma once

#include <string>
#include <vector>

#include "app/config_file.h"
#include "app/effective_options.h"

namespace rtpengine::app {

/// `plugins` in load order. Options without a value, and of plugins that are not loaded, are left
/// out.
std::string effective_yaml(const EffectiveOptions& options,
                           const std::vector<PluginRequest>& plugins);

/// A text as a YAML scalar, in double quotes where it needs them.
std::string yaml_scalar(const std::string& text);

}  // namespace rtpengine::app
