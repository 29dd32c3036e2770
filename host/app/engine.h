// SPDX-License-Identifier: GPL-3.0-or-later
//
// The parts of the daemon that carry calls, made in order and taken down in the reverse one:
// interfaces, workers, packet I/O, kernel table, call service, plugins.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/configuration.h"
#include "app/plugin_command.h"
#include "app/take_over.h"
#include "base/result.h"
#include "call/service.h"
#include "kernel/late_table.h"
#include "loop/blocking_pool.h"
#include "loop/main_loop.h"
#include "loop/worker.h"
#include "net/interfaces.h"
#include "net/packet_engines.h"
#include "plugin/host_services.h"
#include "plugin/listener_store.h"
#include "plugin/registry.h"

namespace rtpengine::app {

/// Main thread only, except where said.
class Engine {
 public:
  /// `registry` holds the loaded plugins, `main` is the loop of the main thread, null in tests that
  /// run none; both outlive the engine. `plugin_folders`: where plugins are looked for that are to
  /// be loaded while calls are up.
  explicit Engine(plugin::Registry& registry, loop::MainLoop* main = nullptr,
                  std::vector<std::string> plugin_folders = {});
  /// Answer a further command on the main thread. Before start.
  void add_command(call::HostCommand command) { more_commands_.push_back(std::move(command)); }
  /// As stop.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Bring everything up. A plugin of `must_run` that does not come up is an error, also when it
  /// was loaded as one that is not required. After an error everything is down again.
  /// `before_threads` is called when the packet engine is there, and no thread and no plugin yet.
  /// `predecessor`: take over what it serves, and serve at once; null: begin without calls.
  base::Result<void> start(const Configuration& configuration,
                           const std::vector<std::string>& must_run,
                           const std::function<void()>& before_threads = {},
                           Predecessor* predecessor = nullptr);

  /// Plugins, then calls, then workers. Does nothing the second time.
  void stop();

  /// After stop. Jobs of plugins that block are still at it, on threads of their own: the process
  /// must end without the destructors of static objects.
  bool has_left_jobs() const { return left_jobs_; }

  /// Take what can change at run time. `added` is the number of local addresses that are new.
  /// After an error nothing has changed.
  base::Result<void> reconfigure(const Configuration& configuration, std::size_t* added);

  /// Hand all that is served over to a successor: see CallsGiver.
  base::Result<std::size_t> hand_over(TransferChannel& successor) {
    return CallsGiver(registry_, *service_, listeners_).give(successor);
  }

  /// Turn new calls away from now on, or take them again.
  void set_draining(bool draining) { service_->set_draining(draining); }

  /// Names ports that are in use without a call, when they differ from the last time.
  void audit_ports();
  /// Close sockets that were kept for new calls and have found none. Each few seconds.
  void close_idle_sockets();

  /// Answer commands that are not served in time. Any thread, while the engine runs.
  void refuse_overdue(base::Time now) { service_->refuse_overdue(now); }

  std::size_t call_count() const;
  /// The most calls that were up at a time since this was asked last.
  std::size_t take_most_calls() { return service_->take_most_calls(); }
  std::vector<const loop::Worker*> workers() const;
  std::string packet_io_name() const;

 private:
  base::Result<void> start_parts(const Configuration& configuration,
                                 const std::function<void()>& before_threads,
                                 Predecessor* predecessor);
  base::Result<void> take_over(Predecessor& predecessor);
  /// Names addresses that this machine does not have. They may come later.
  void warn_about_addresses() const;
  base::Result<void> make_workers(const Configuration& configuration, bool paused);
  void start_workers(const ThreadScheduling& scheduling);
  base::Result<void> start_plugins(const Configuration& configuration, Predecessor* predecessor);
  base::Result<void> choose_table(const Configuration& configuration);
  call::HostCommands host_commands();
  void reap_plugins();
  void end_pool();
  /// Packets that sockets got while they were kept without a call.
  std::uint64_t stale_packets_of_pools() const;
  base::Result<void> check_plugins(const std::vector<std::string>& must_run) const;

  plugin::Registry& registry_;
  loop::MainLoop* const main_;
  PluginCommand plugin_command_;
  std::vector<call::HostCommand> more_commands_;
  std::unique_ptr<loop::Timer> reap_timer_;  ///< runs while copies of plugins drain
  net::Interfaces interfaces_;
  std::unique_ptr<kernel::LateTable> table_;
  std::unique_ptr<loop::BlockingPool> pool_;
  std::vector<std::unique_ptr<loop::Worker>> workers_;
  std::vector<std::unique_ptr<net::PacketIo>> packet_io_;
  std::unique_ptr<call::Service> service_;
  plugin::ListenerStore listeners_;
  plugin::HostContext plugin_context_;
  plugin::PluginOptionValues plugin_values_;
  std::vector<net::Endpoint> last_orphans_;
  std::uint64_t stale_packets_ = 0;
  bool workers_run_ = false;
  bool left_jobs_ = false;
};

}  // namespace rtpengine::app
