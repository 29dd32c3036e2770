// SPDX-License-Identifier: GPL-3.0-or-later
//
// One copy of a plugin in the registry: its file, its object, its view of the host, and how far it
// has come, so that taking it down runs the mirrors of just the steps that succeeded.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "base/result.h"
#include "plugin/host_services.h"
#include "plugin/loader.h"
#include "plugin/option_values.h"
#include "plugin/plugin_info.h"

namespace rtpengine::plugin {

/// Main thread.
class LoadedEntry {
 public:
  PluginInfo info;  ///< also state and problem
  std::unique_ptr<LoadedPlugin> file;
  std::unique_ptr<PluginHost> host;
  Plugin* object = nullptr;
  std::string kept_since;  ///< why it may not be unloaded; empty: it may
  /// Of the calls that an earlier copy had; null: it has replaced none.
  std::shared_ptr<const call::HandOverProgress> hand_over;

  bool usable() const;
  bool needs(const std::set<std::string>& names) const;
  /// The id of a service that this copy uses of that one; empty if it uses none.
  std::string used_service(const LoadedEntry& publisher) const;
  bool controls() const { return (info.kinds & kind_control_protocol) != 0; }

  /// Make the object and let it register.
  base::Result<void> create_and_init(const HostContext& context, const OptionValues& values);
  base::Result<void> start();
  void stop();
  /// Drain, destroy and close, as far as it has come; the state becomes `state`. What does not end
  /// in time stays in memory for good.
  void take_down(PluginState state);
};

}  // namespace rtpengine::plugin
