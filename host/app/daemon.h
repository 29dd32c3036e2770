// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program: what it prints, how it starts, what it does on signals, how it ends.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/background.h"
#include "app/configuration_loader.h"
#include "app/drain_command.h"
#include "app/engine.h"
#include "app/memory.h"
#include "app/plugin_options.h"
#include "app/plugin_selection.h"
#include "app/successor_command.h"
#include "app/take_over.h"
#include "app/take_over_door.h"
#include "loop/main_loop.h"
#include "loop/watchdog.h"
#include "plugin/registry.h"

namespace rtpengine::app {

/// One per process, on the main thread.
class Daemon {
 public:
  Daemon(std::vector<std::string> arguments, Places places);
  ~Daemon();

  /// Does what the arguments say. Returns the exit status of the program: 0, or 1 after an error,
  /// which is on standard error by then.
  int run();

  /// After run: threads are left that nobody waits for. When this object is destroyed the process
  /// has to end at once, by _exit.
  bool has_left_jobs() const { return left_jobs_; }

 private:
  int fail_early(const std::string& text) const;
  std::optional<int> run_early_action();
  std::optional<int> run_action(const LoadedConfiguration& loaded);
  base::Result<void> start(const LoadedConfiguration& loaded);
  /// Those that nothing needs any more; before there are threads.
  void give_up_privileges() const;
  void handle_signals();
  void start_timers();
  base::Result<void> start_engine(const LoadedConfiguration& loaded);
  void open_door();
  void on_successor(net::Descriptor socket, pid_t pid);
  void make_commands();
  void set_draining(bool draining);
  void serve();
  void end();

  void reload();
  base::Result<void> apply(const LoadedConfiguration& wanted);
  void shift_log_level(int by);
  std::string status_text() const;
  void report_calls();

  const std::string program_ = own_executable();
  const std::vector<std::string> arguments_;
  ConfigurationLoader loader_;
  plugin::Registry registry_;
  Background background_;
  PidFile pidfile_;
  std::unique_ptr<loop::MainLoop> loop_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<loop::Watchdog> watchdog_;
  MemoryTrim memory_trim_;
  std::unique_ptr<loop::Timer> audit_timer_;
  std::unique_ptr<loop::Timer> status_timer_;
  SuccessorCommand successor_{program_, arguments_};
  std::unique_ptr<TakeOverDoor> door_;
  bool handed_over_ = false;
  bool left_jobs_ = false;
  std::unique_ptr<DrainCommand> drain_;
  std::unique_ptr<loop::Timer> drain_timer_;  ///< runs while the daemon drains
  std::optional<Configuration> running_;
  PluginOptions plugin_options_{loader_, running_};
  std::string last_status_;
};

}  // namespace rtpengine::app
