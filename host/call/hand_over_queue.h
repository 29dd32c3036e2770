// SPDX-License-Identifier: GPL-3.0-or-later
//
// The hand-overs of one worker: goes through its calls, a few each turn of the loop.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/value_tree.h"
#include "call/hand_over.h"
#include "call/plugin_commands.h"
#include "call/worker_calls.h"
#include "loop/worker.h"

namespace rtpengine::call {

/// Worker's thread. One hand-over after the other: a copy may be replaced again before its calls
/// have come to it.
class HandOverQueue {
 public:
  /// Of calls that have to be looked at, at most, each turn; and how long that may take. Packets
  /// wait for so long.
  static constexpr std::size_t kCallsEachTurn = 32;
  static constexpr base::Time kTimeEachTurn = base::kMillisecond;

  /// All of them outlive this object.
  HandOverQueue(loop::Worker& worker, WorkerCalls& calls, const PluginCommands& commands);
  HandOverQueue(const HandOverQueue&) = delete;
  HandOverQueue& operator=(const HandOverQueue&) = delete;

  void add(std::shared_ptr<const HandOver> hand_over);
  /// The calls end: forget all that is left to do, and let go of the copies.
  void close();

  /// The next few calls; a timer calls it.
  void turn();
  bool idle() const { return waiting_.empty(); }

 private:
  void begin();
  void visit(Call& call);
  void finish();

  loop::Worker& worker_;
  WorkerCalls& calls_;
  const PluginCommands& commands_;
  std::unique_ptr<loop::Timer> timer_;
  std::deque<std::shared_ptr<const HandOver>> waiting_;  ///< the first one is in work

  // Of the one in work.
  std::vector<CallHandle> to_visit_;
  ChangedSets sets_;
  base::ValueTree tree_;
};

}  // namespace rtpengine::call
