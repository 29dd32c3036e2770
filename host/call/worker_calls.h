// SPDX-License-Identifier: GPL-3.0-or-later
//
// The calls of one worker: finding, making and ending them, and what is due once a second.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/value_tree.h"
#include "call/call.h"
#include "call/directory.h"
#include "call/end_of_call.h"
#include "call/extensions.h"
#include "call/limits.h"
#include "call/offload.h"
#include "loop/worker.h"

namespace rtpengine::call {

/// What all workers share. Outlives the workers' calls.
struct SharedState {
  Directory* directory = nullptr;
  LoadMonitor* monitor = nullptr;
  std::string loop_mark;              ///< value of the attribute of `loop protect`
  std::atomic<bool> draining{false};  ///< no new calls; those that are up go on
};

/// Worker's thread, except where said.
class WorkerCalls {
 public:
  WorkerCalls(const CallEnvironment& environment, const SharedState& shared,
              std::shared_ptr<const Settings> settings);
  ~WorkerCalls();
  WorkerCalls(const WorkerCalls&) = delete;
  WorkerCalls& operator=(const WorkerCalls&) = delete;

  unsigned index() const { return environment_.worker->index(); }
  base::Time now() const { return environment_.now(); }
  const SharedState& shared() const { return shared_; }
  const CallEnvironment& environment() const { return environment_; }
  const Settings& settings() const { return *settings_; }
  void set_settings(std::shared_ptr<const Settings> settings);

  /// What plugins add to calls that begin from now on.
  const ExtensionSet& extensions() const { return extensions_; }
  void set_extensions(ExtensionSet extensions) { extensions_ = std::move(extensions); }

  Call* find(std::string_view call_id) const;
  /// Null: no call of this worker, or not any more.
  Call* find(CallHandle handle) const;
  /// Those of all calls that are up.
  std::vector<CallHandle> handles() const;
  /// The call must not be there.
  Call& create(std::string_view call_id);
  /// As create, for a call that is not new: nobody is told.
  Call& create_quietly(std::string_view call_id);
  /// As Call::let_go, and the call is gone here.
  void let_go(Call& call);
  void let_go_all();
  /// Ends the call and gives its ports back; references to it are dead.
  void end(Call& call, EndReason reason);
  void end_all(EndReason reason);

  /// Compile the call's routes anew and tell its observers that it has changed: at once, or if the
  /// worker is busy as soon as it is not any more. For plugins.
  void update_routes(const Call& call);

  /// Begin the once-a-second work.
  void start_timer();
  /// What is due at `now`: timeouts, deletions, learning, counters of the kernel.
  void tick(base::Time now);

  /// Local endpoints of all open ports of calls, for the audit.
  std::vector<net::Endpoint> open_ports() const;

  /// Reply tree of the command in work.
  base::ValueTree& reply_tree() { return reply_tree_; }

  /// The packet sources of plugins in all calls.
  SourceTable& sources() { return sources_; }

  /// While one lives, commands that are submitted on this worker wait for the mailbox: whoever is
  /// at work on a call must not find it gone. Neither must a plugin that was called about one,
  /// which busy() knows of by itself.
  class Busy {
   public:
    explicit Busy(WorkerCalls& calls) : calls_(calls) { ++calls_.busy_; }
    ~Busy() {
      if (--calls_.busy_ == 0) calls_.update_due_routes();
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    WorkerCalls& calls_;
  };
  bool busy() const { return busy_ != 0 || environment_.worker->in_call_callback(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  void update_due_routes();
  void on_second();
  void forget(Call& call);

  CallEnvironment environment_;
  const SharedState& shared_;
  std::shared_ptr<const Settings> settings_;
  ExtensionSet extensions_ = no_extensions();
  OffloadedStreams offloaded_;
  net::PacketPool spare_;
  SourceTable sources_;
  std::unordered_map<std::string, std::unique_ptr<Call>, Hash, std::equal_to<>> calls_;
  std::unordered_map<CallHandle, Call*> by_handle_;
  std::vector<CallHandle> due_routes_;
  std::uint64_t last_serial_ = 0;
  unsigned busy_ = 0;
  std::unique_ptr<loop::Timer> timer_;
  base::Time last_second_ = 0;
  bool second_skipped_ = false;
  base::ValueTree reply_tree_;
};

}  // namespace rtpengine::call
