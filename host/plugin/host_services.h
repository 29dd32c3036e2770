// SPDX-License-Identifier: GPL-3.0-or-later
//
// The host as one plugin sees it: answers Host::query, and knows what the plugin holds, so that
// nothing of it is left behind when it goes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <rtpengine/command.h>
#include <rtpengine/host.h>
#include <rtpengine/plugin.h>

#include "base/clock.h"
#include "base/result.h"
#include "call/call_finder.h"
#include "call/hand_over.h"
#include "loop/blocking_pool.h"
#include "loop/worker.h"
#include "plugin/option_values.h"
#include "plugin/registrations.h"

namespace rtpengine::plugin {

/// What plugins are served from; all of it outlives the plugins.
struct HostContext {
  std::vector<loop::Worker*> workers;
  loop::BlockingPool* blocking_pool = nullptr;
  CommandsV1* commands = nullptr;     ///< null: plugins are told that the host has none
  call::CallFinder* calls = nullptr;  ///< likewise
  /// Further interfaces by id, the same object for all plugins, as other parts of the host offer
  /// them.
  std::map<std::string, void*, std::less<>> interfaces;
  /// Where the plugins of a set see what the others have registered; null: there are none.
  const RegistrationBook* book = nullptr;
  /// Takes each new set of what plugins add to calls, when it changes. Main thread.
  std::function<void(call::ExtensionSet)> publish;
  /// Hands the calls that are up over to copies that replace earlier ones, after the set with them
  /// was published; null: nobody does. Main thread.
  std::function<void(call::HandOver)> hand_over;
  /// How long a stopped plugin may take until its commands and jobs have ended.
  base::Time drain_limit = 3 * base::kSecond;
};

/// What a plugin holds of the host at a moment.
struct Holdings {
  std::size_t watches = 0;
  std::size_t timers = 0;
  std::size_t commands = 0;  ///< submitted, not answered yet
  std::size_t jobs = 0;      ///< posted to a worker or the pool, not finished yet
};

class LogService;
class OptionsService;
class LoopService;
class CommandsService;
class CallsService;
class CallStateService;
class SourcesService;
class ConnectivityService;
class KeysService;
class RegistrationServices;

/// One per copy of a plugin. Made, drained and destroyed on the main thread; query and the
/// interfaces it hands out may be used on the threads that they document.
class PluginHost final : public Host {
 public:
  /// `values` are checked against the descriptor's option table; fails with the origin of the
  /// first wrong one.
  static base::Result<std::unique_ptr<PluginHost>> create(const PluginDescriptor& descriptor,
                                                          const HostContext& context,
                                                          const OptionValues& values);
  ~PluginHost();
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  void* query(const char* id) noexcept override;

  Holdings holdings() const;

  /// What the plugin has registered. Main thread.
  const Registrations& registrations() const;
  /// As LoopService.
  void suspend_watches(bool suspended);
  std::vector<int> watched();

  /// The plugin's init is over: what it registered stays as it is.
  void close_registrations();
  /// Give up what was registered: whatever is published from now on is without it. What still holds
  /// the plugin is then what calls and commands in work hold.
  void withdraw_registrations();
  /// This copy, to be held by whoever may call into it.
  const base::PluginHold& copy() const { return copy_; }
  /// The id of a service that this plugin uses of another; empty if it uses none. Main thread.
  std::string used_service(const PluginHost& publisher) const;
  /// Whether nobody but this object holds the copy, after withdraw_registrations, and neither
  /// commands nor jobs of the plugin are in work: it can be drained without waiting.
  bool idle() const;

  /// The plugin has stopped: accept no more commands from it, and wait until those in work were
  /// answered. False: some were not within the limit.
  bool finish_commands();

  /// After the plugin's stop, or after its init or start failed: accept nothing more from it, take
  /// away watches and timers it left behind (logged), wait until its commands and jobs have ended
  /// and each worker has passed a turn. False: some did not end within the limit (logged); the
  /// plugin and this object must then stay in memory for good. Workers run, or have ended.
  bool drain();

 private:
  PluginHost(const PluginDescriptor& descriptor, const HostContext& context);

  const std::string name_;
  const std::uint32_t kinds_;
  const base::PluginHold copy_;
  const HostContext context_;
  std::unique_ptr<RegistrationServices> registrations_;
  std::unique_ptr<LogService> log_;
  std::unique_ptr<OptionsService> options_;
  std::unique_ptr<LoopService> loop_;
  std::unique_ptr<CommandsService> commands_;
  std::unique_ptr<CallsService> calls_;
  std::unique_ptr<CallStateService> call_state_;
  std::unique_ptr<SourcesService> sources_;
  std::unique_ptr<ConnectivityService> connectivity_;
  std::unique_ptr<KeysService> keys_;
};

}  // namespace rtpengine::plugin
