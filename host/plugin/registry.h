// SPDX-License-Identifier: GPL-3.0-or-later
//
// The set of plugins in use: brings them up in the right order and takes them down in reverse.
//
//   plugin::Registry registry;
//   registry.add(path, required);               // for each; no code of a plugin runs
//   registry.resolve();                         // order by the `after` lists
//   ... registry.plugins() -> option tables -> read the configuration, make workers and calls ...
//   registry.initialise(context, values);       // create, init
//   registry.start();                           // workers run by now
//   ...
//   registry.stop_all();                        // workers still run; then end the calls
//
// A required plugin that fails makes the function fail, and everything is undone, in reverse order,
// before it returns. An optional one that fails is left out with a warning, and so are those that
// need it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plugin/host_services.h"
#include "plugin/loader.h"
#include "plugin/option_values.h"
#include "plugin/plugin_info.h"

namespace rtpengine::plugin {

/// Main thread only.
class Registry final : private RegistrationBook {
 public:
  Registry();
  /// As stop_all.
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// Open a plugin and take it into the set; before `resolve`. Refuses a name, or an option, that
  /// another plugin of the set has. If it is not required, a failure is logged as a warning, kept
  /// for `describe`, and not an error of this function.
  base::Result<void> add(const std::string& path, bool required);

  /// Bring the plugins into the order that their `after` lists ask for, else that of the adds.
  /// Fails when a required plugin needs one that is not there, or plugins need each other in a
  /// circle. Once, after the last add.
  base::Result<void> resolve();

  /// The plugins that are (still) to be used, in their order. Valid until the next call of a
  /// function that is not const.
  std::vector<const LoadedPlugin*> plugins() const;

  /// Whether a plugin of this name is among plugins().
  bool has(std::string_view name) const;

  /// Create and init each plugin, in order. `values` holds each plugin's option values by its name;
  /// they are checked once more against the plugin's table.
  base::Result<void> initialise(const HostContext& context, const PluginOptionValues& values);

  /// Start each plugin, in order. The workers run.
  base::Result<void> start();

  /// Stop, drain, destroy and close each plugin, in reverse order. Does nothing the second time.
  /// The workers still run.
  void stop_all();

  /// All plugins that were added, also those left out and why; for `--list-plugins` and `explain`.
  std::vector<PluginInfo> describe() const;

 private:
  struct Entry;

  // RegistrationBook
  std::vector<const Registrations*> others() const override;

  void publish();
  base::Result<void> start_those(bool controlling);
  base::Result<void> check_unique(const LoadedPlugin& plugin) const;
  base::Result<void> check_needs(const Entry& entry) const;
  base::Result<void> create_and_init(Entry& entry, const HostContext& context,
                                     const OptionValues& values);
  base::Result<void> start_one(Entry& entry);
  base::Result<void> leave_out(Entry& entry, const std::string& reason);
  void take_down(Entry& entry, PluginState state);

  std::vector<std::unique_ptr<Entry>> entries_;  ///< in order, once resolved
  std::function<void(call::ExtensionSet)> publish_;
  bool resolved_ = false;
};

}  // namespace rtpengine::plugin
