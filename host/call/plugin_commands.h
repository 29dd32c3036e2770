// SPDX-License-Identifier: GPL-3.0-or-later
//
// The commands that plugins answer, of one worker.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "call/command_in_work.h"
#include "loop/worker.h"

namespace rtpengine::call {

struct CommandLimits {
  /// How long a plugin may take; then the client gets an error. 0: for ever.
  base::Time duration = 10 * base::kSecond;
  /// Commands of one plugin on one worker that it has not finished yet.
  std::size_t pending = 256;
  /// How long a command may wait for its worker, or keep it busy; then the client gets an error.
  base::Time response = 600 * base::kMillisecond;
};

/// Worker's thread. Each command that is run gets one reply, at once or later.
class PluginCommands {
 public:
  /// `running`: where the command is noted that a plugin is just asked for; outlives this.
  PluginCommands(loop::Worker& worker, const CommandLimits& limits, RunningCommand& running);
  /// The worker has ended. Commands that plugins never finished go here.
  ~PluginCommands();
  PluginCommands(const PluginCommands&) = delete;
  PluginCommands& operator=(const PluginCommands&) = delete;

  /// Let the plugin answer. `call`: 0 if the command is about none.
  void run(const CommandExtension& extension, CallHandle call, const Value* arguments,
           ReplySink& sink);

  /// Answer all that wait for their plugin with this error, and let none wait from now on.
  void close(std::string_view reason);

  /// What is due at `now`; a timer calls it.
  void sweep(base::Time now);

  /// What plugins have not finished yet, whether or not the client has its reply.
  std::size_t pending() const { return pending_.size(); }
  /// Whether this copy has not finished a command about the call.
  bool has_pending(const base::PluginHold& plugin, CallHandle call) const;

 private:
  void add(std::shared_ptr<CommandInWork> command);
  void finish(CommandInWork& command);
  bool overdue(const CommandInWork& command, base::Time now) const;
  std::size_t pending_of(const base::PluginHold& plugin) const;

  loop::Worker& worker_;
  const CommandLimits limits_;
  RunningCommand& running_;
  std::vector<std::shared_ptr<CommandInWork>> pending_;
  std::unique_ptr<loop::Timer> timer_;  ///< runs while something is pending
  std::string closed_;                  ///< the reason; empty: open
};

}  // namespace rtpengine::call
