// SPDX-License-Identifier: GPL-3.0-or-later
//
// Everything about calls, as the daemon's start-up code sees it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <rtpengine/command.h>

#include "call/call_finder.h"
#include "call/extensions.h"
#include "call/hand_over.h"
#include "call/host_command.h"
#include "call/plugin_commands.h"
#include "call/relocation.h"
#include "call/settings.h"
#include "loop/worker.h"
#include "media/kernel_table.h"
#include "net/interfaces.h"
#include "net/packet_io.h"

namespace rtpengine::call {

/// What the service is built from; all of it outlives the service.
struct ServiceContext {
  std::vector<loop::Worker*> workers;
  std::vector<net::PacketIo*> packet_io;  ///< one per worker, same order
  net::Interfaces* interfaces = nullptr;
  media::KernelTable* kernel_table = nullptr;
  /// Name of the plugin that provides a command which is known but has no provider now, e.g.
  /// "play media" -> "playback"; used for error replies.
  std::function<std::string(std::string_view command)> missing_provider;
  CommandLimits command_limits;
  HostCommands host_commands;
};

/// The calls of the daemon: directory, per-worker sets of calls, commands. Made and destroyed on
/// the main thread; implements the interface that control protocols submit commands to, and finds
/// calls for plugins.
class Service : public CommandsV1, public CallFinder {
 public:
  static std::unique_ptr<Service> create(ServiceContext context, Settings settings);
  virtual ~Service() = default;

  /// Publish new settings; commands and timers see them from their next step on. Main thread.
  virtual void reconfigure(Settings settings) = 0;

  /// Publish what plugins add to calls: to those that begin from now on. When it returns, no worker
  /// makes a call with the set before any more. Main thread.
  virtual void set_extensions(ExtensionSet extensions) = 0;

  /// Hand the calls that are up over from earlier copies of plugins to new ones, which are in the
  /// set published last. Goes on after it has returned; one after the other. Main thread.
  virtual void hand_over(HandOver hand_over) = 0;

  /// Answer the commands that their workers have not come to, or not finished, in the time that is
  /// allowed, with an error. To be called some ten times a second, on a thread that waits for no
  /// worker: replies are given on it.
  virtual void refuse_overdue(base::Time now) = 0;

  /// Answer the commands that plugins have in work with an error, and let no further ones wait for
  /// a plugin: the plugins are about to be stopped. Main thread, workers running.
  virtual void close_commands() = 0;

  /// Stop the workers, to move the calls to another process or from one. Main thread, workers
  /// running.
  virtual base::Result<std::unique_ptr<Relocation>> relocate() = 0;

  /// Turn new calls away from now on, or take them again. Any thread.
  virtual void set_draining(bool draining) = 0;

  /// End all calls and give their ports back. Main thread, workers still running, plugins stopped.
  virtual void shut_down() = 0;

  /// Ports in use that no call owns; for tests and the log. Main thread.
  virtual std::vector<net::Endpoint> orphaned_ports() = 0;

  /// Of these, the ones that were without a call the last time this was asked, too: a leak, not a
  /// port that is just being opened or closed. Main thread.
  virtual std::vector<net::Endpoint> audit_ports() = 0;

  /// Calls up now. Any thread.
  virtual std::size_t call_count() const = 0;
  /// The most that were up at a time since this was asked last. Any thread.
  virtual std::size_t take_most_calls() = 0;
};

}  // namespace rtpengine::call
