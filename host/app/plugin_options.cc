// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_options.h"

#include <utility>

namespace rtpengine::app {

base::Result<plugin::OptionValues> PluginOptions::values_for(const PluginDescriptor& plugin,
                                                             plugin::CopyRole role) {
  const auto options = options_with(plugin, role);
  if (!options) return base::Error{options.error()};
  return options->plugin_values()[plugin.name];
}

void PluginOptions::in_use(const PluginDescriptor& plugin, plugin::CopyRole role) {
  auto options = options_with(plugin, role);
  if (!options) return;  // it was sound a moment ago
  running_->plugin_values = options->plugin_values();
  running_->options = std::move(*options);
}

/// Of the running configuration, as it is with this copy.
base::Result<EffectiveOptions> PluginOptions::options_with(const PluginDescriptor& plugin,
                                                           plugin::CopyRole role) const {
  const auto fresh = loader_.options_with(plugin);
  if (!fresh) return base::Error{fresh.error()};
  EffectiveOptions options = running_->options;
  options.adopt(*fresh, plugin.name, role == plugin::CopyRole::replacement);
  return options;
}

}  // namespace rtpengine::app
