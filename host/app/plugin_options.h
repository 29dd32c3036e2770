// SPDX-License-Identifier: GPL-3.0-or-later
//
// Options of plugins that are loaded or replaced while the daemon runs.
#pragma once

#include <optional>

#include "app/configuration.h"
#include "app/configuration_loader.h"
#include "plugin/option_source.h"

namespace rtpengine::app {

/// Gives plugins what the configuration says that was read last. A plugin that is loaded gets all
/// of it; one that takes the place of an earlier copy gets the new values of live options, and
/// keeps those of the others. Main thread.
class PluginOptions final : public plugin::OptionSource {
 public:
  /// `running` is the configuration in force; it tells from then on what the plugins have. Both
  /// outlive this object.
  PluginOptions(const ConfigurationLoader& loader, std::optional<Configuration>& running)
      : loader_(loader), running_(running) {}

  base::Result<plugin::OptionValues> values_for(const PluginDescriptor& plugin,
                                                plugin::CopyRole role) override;
  void in_use(const PluginDescriptor& plugin, plugin::CopyRole role) override;

 private:
  base::Result<EffectiveOptions> options_with(const PluginDescriptor& plugin,
                                              plugin::CopyRole role) const;

  const ConfigurationLoader& loader_;
  std::optional<Configuration>& running_;
};

}  // namespace rtpengine::app
