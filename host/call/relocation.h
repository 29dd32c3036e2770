// SPDX-License-Identifier: GPL-3.0-or-later
//
// All calls of the daemon on their way to another process, or from one.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "call/call_snapshot.h"
#include "call/plugin_commands.h"
#include "call/worker_calls.h"
#include "loop/standstill.h"

namespace rtpengine::call {

/// Main thread. As long as it lives the workers stand still: calls do not change, nothing is sent,
/// and packets wait in the sockets of their ports.
class Relocation {
 public:
  /// One worker; all of it outlives the relocation.
  struct Site {
    loop::Worker* worker;
    WorkerCalls* calls;
    const PluginCommands* commands;
    net::PacketIo* io;
  };
  /// What is done with a saved call. Its worker's thread; the descriptors stay the call's.
  using Take =
      std::function<base::Result<void>(const Value& call, const std::vector<int>& sockets)>;

  /// The workers run. An error: they do not come to rest, and go on.
  static base::Result<std::unique_ptr<Relocation>> begin(std::vector<Site> sites,
                                                         Directory& directory);
  /// The workers go on with the calls that are there, and with the packets that have come.
  ~Relocation();
  Relocation(const Relocation&) = delete;
  Relocation& operator=(const Relocation&) = delete;

  /// Take all streams out of the kernel, and save each call. How many there are; the error, also
  /// one of `take`, names the call.
  base::Result<std::size_t> save_all(const Take& take);

  /// Make a saved call anew, on the worker with the fewest calls.
  base::Result<void> restore(const Value& saved, SocketSource& sockets);

  /// Another process has the calls: forget them without touching anything that it has, too.
  void let_go_all();

 private:
  struct Stop {
    Site site;
    std::unique_ptr<loop::Standstill> standstill;
  };

  explicit Relocation(Directory& directory) : directory_(directory) {}
  base::Result<void> save_those(WorkerCalls& calls, const Take& take, std::size_t* count);

  Directory& directory_;
  std::vector<Stop> stops_;
  bool left_kernel_ = false;
};

}  // namespace rtpengine::call
