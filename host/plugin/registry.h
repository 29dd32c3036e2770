// SPDX-License-Identifier: GPL-3.0-or-later
//
// The set of plugins in use: brings them up in the right order, takes them down in reverse, and
// loads, unloads and replaces single ones while calls are up.
//
//   plugin::Registry registry;
//   registry.add(path, required);               // for each; no code of a plugin runs
//   registry.resolve();                         // order by the `after` lists
//   ... registry.plugins() -> option tables -> read the configuration, make workers and calls ...
//   registry.initialise(context, values);       // create, init
//   registry.start();                           // workers run by now
//   ... registry.load, unload, reload; registry.reap each now and then ...
//   registry.stop();                            // workers still run; then end the calls
//   registry.destroy_all();                     // workers still run
//
// A required plugin that fails makes the function fail, and everything is undone, in reverse order,
// before it returns. An optional one that fails is left out with a warning, and so are those that
// need it.
//
// Calls hold the copies of plugins that they began with, or were handed over to. A copy that is
// unloaded or replaced takes no new calls, drains, and is destroyed when nothing holds it any more.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "plugin/host_services.h"
#include "plugin/loaded_entry.h"
#include "plugin/loader.h"
#include "plugin/option_source.h"
#include "plugin/option_values.h"
#include "plugin/plugin_info.h"

namespace rtpengine::plugin {

/// Main thread only.
class Registry final : private RegistrationBook {
 public:
  /// Copies of one plugin, at most, that drain at the same time; more are refused.
  static constexpr std::size_t kMaxDraining = 8;

  Registry();
  /// As stop and destroy_all.
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// What the host has against a plugin, whenever one is to be added, loaded or to replace another:
  /// its name or options may be the host's own. The path is put in front of the error.
  void set_check(std::function<base::Result<void>(const PluginDescriptor&)> check) {
    check_ = std::move(check);
  }

  /// Open a plugin and take it into the set; before `resolve`. Refuses a name, or an option by its
  /// long or short name, that another plugin of the set has. If it is not required, a failure is
  /// logged as a warning, kept for `describe`, and not an error of this function.
  base::Result<void> add(const std::string& path, bool required);

  /// Make a plugin required that was added as one that is not, should it be loaded: nothing may say
  /// that the daemon goes on without it.
  void require(std::string_view name);

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
  /// they are checked once more against the plugin's table, and kept for reloads.
  base::Result<void> initialise(const HostContext& context, const PluginOptionValues& values);

  /// Start each plugin: control protocols last, else in order. The workers run.
  /// `before_protocols` is called when all others are started and no call can have come yet; its
  /// failure is one of start.
  base::Result<void> start(const std::function<base::Result<void>()>& before_protocols = {});

  /// The kernel table back ends of the plugins that have started.
  std::vector<KernelTableOffer> kernel_tables() const;

  /// From now on this plugin may be neither unloaded nor replaced, since `why`: "it is ...".
  void keep(std::string_view name, const std::string& why);

  /// Ask for values of options here when plugins are loaded or replaced. Without a source they have
  /// those that `initialise` was given. It must outlive the use of both.
  void set_option_source(OptionSource& source) { option_source_ = &source; }

  /// Bring up one more plugin from its file while calls are up.
  base::Result<void> load(const std::string& path);

  /// Take a plugin out of use while calls are up. Fails if it does not allow that, or others need
  /// it, or use a service of it.
  base::Result<void> unload(std::string_view name);

  /// The file of a plugin that was unloaded, which may lie outside of all plugin folders; empty:
  /// none of this name was.
  std::string unloaded_from(std::string_view name) const;

  /// Replace a plugin by what its file holds now, while calls are up, and with it those that use
  /// its services. After a failure the earlier copies are in use as before. When it returns, calls
  /// may still be on their way to the new copies; `describe` tells.
  base::Result<void> reload(std::string_view name);

  /// Let what plugins watch rest, or go on: control sockets are not read meanwhile. Also of plugins
  /// that are started while it rests; not of those that are loaded then. Workers run.
  void suspend_watches(bool suspended);
  /// The descriptors that plugins watch. Workers run.
  std::vector<int> watched() const;

  /// Destroy drained copies that nothing holds any more. Quick; to be called each now and then.
  void reap();
  /// Copies that drain.
  std::size_t draining() const { return draining_.size(); }

  /// Stop each plugin, in reverse order, and wait until its commands in work were answered.
  void stop();
  /// Drain, destroy and close each plugin, in reverse order. No call is up. The workers still run.
  void destroy_all();
  /// stop and destroy_all. Do nothing the second time.
  void stop_all();

  /// All plugins that were added, also those left out and why, and copies that drain; for
  /// `--list-plugins`, the command `plugins` and `explain`.
  std::vector<PluginInfo> describe() const;

 private:
  using Entry = LoadedEntry;
  using Entries = std::vector<std::unique_ptr<Entry>>;
  /// A copy that is in use, and the one that is to take its place.
  struct Replacement {
    std::unique_ptr<Entry>* in_use;
    std::unique_ptr<Entry> fresh;
  };
  using Replacements = std::vector<Replacement>;

  // RegistrationBook
  std::vector<const Registrations*> others() const override;

  void publish();
  base::Result<void> start_those(bool controlling);
  base::Result<void> check(const LoadedPlugin& plugin, const Entry* instead_of) const;
  base::Result<void> check_unique(const LoadedPlugin& plugin, const Entry* instead_of) const;
  base::Result<void> check_needs(const PluginInfo& info) const;
  base::Result<void> create_and_init(Entry& entry);
  base::Result<void> create_and_init(Entry& entry, CopyRole role);
  base::Result<void> create_and_init(Entry& entry, const OptionValues& values);
  void note_in_use(const Entry& entry, CopyRole role);
  base::Result<void> leave_out(Entry& entry, const std::string& reason);
  std::vector<Entry*> with_dependants(Entry& entry) const;
  std::vector<Entry*> last_to_first() const;
  base::Result<Entries::iterator> find_changeable(std::string_view name, const char* what);
  base::Result<void> may_change(const Entry& entry, const char* what) const;
  base::Result<std::unique_ptr<Entry>> open_entry(const std::string& path,
                                                  const Entry* instead_of) const;
  base::Result<Replacements> replacements_of(Entry& entry);
  base::Result<void> initialise_fresh(Replacements& all);
  base::Result<void> start_fresh(Replacements& all);
  static bool uses_any(const Entry& user, const Replacements& publishers);
  static void give_up(Replacements& all);
  void hand_over(std::string_view name, const Replacements& all);
  void drain(std::unique_ptr<Entry> entry);
  std::size_t draining_of(std::string_view name) const;

  Entries entries_;   ///< in order, once resolved
  Entries draining_;  ///< earlier copies that calls still hold
  /// While copies are being replaced: of these the registrations of the fresh ones count.
  const Replacements* replacing_ = nullptr;
  std::function<base::Result<void>(const PluginDescriptor&)> check_;
  HostContext context_;
  PluginOptionValues values_;                                 ///< of the start
  std::map<std::string, std::string, std::less<>> unloaded_;  ///< paths by name
  OptionSource* option_source_ = nullptr;
  bool resolved_ = false;
  bool up_ = false;  ///< between start and stop
};

}  // namespace rtpengine::plugin
