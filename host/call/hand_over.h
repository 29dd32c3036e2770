// SPDX-License-Identifier: GPL-3.0-or-later
//
// Handing a call that is up over from earlier copies of plugins to the copies that replace them
// (rtpengine/state_transfer.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/value_tree.h"
#include "call/call.h"
#include "call/extensions.h"
#include "call/plugin_commands.h"

namespace rtpengine::call {

/// One copy of a plugin, and the one that is to take its place.
struct CopyChange {
  ContributionPtr from;
  ContributionPtr to;
};

/// How far a hand-over has come. Any thread.
class HandOverProgress {
 public:
  /// So many workers have to go through their calls.
  void begin(unsigned workers) { workers_left_ = workers; }
  /// One of them has. True: it was the last.
  bool end_worker() { return --workers_left_ == 0; }
  void count_moved() { ++moved_; }
  void count_left() { ++left_; }

  bool running() const { return workers_left_ != 0; }
  /// Calls that have the new copies now.
  std::uint64_t moved() const { return moved_; }
  /// Calls that keep earlier copies until they end.
  std::uint64_t left() const { return left_; }

 private:
  std::atomic<unsigned> workers_left_{0};
  std::atomic<std::uint64_t> moved_{0};
  std::atomic<std::uint64_t> left_{0};
};

/// What is replaced together. Holds the copies.
struct HandOver {
  std::vector<CopyChange> changes;
  std::shared_ptr<HandOverProgress> progress;
  /// Called once, when all workers are through. The thread of one of them.
  std::function<void(const HandOverProgress&)> done;
};

/// The sets with the new copies in place of the earlier ones: one for all calls that shared one
/// before; the set that new calls get, where it comes to the same. One thread.
class ChangedSets {
 public:
  /// Both outlive this object, or the next `reset`.
  void reset(const std::vector<CopyChange>& changes, const ExtensionSet& published);
  void clear();
  ExtensionSet of(const ExtensionSet& before);

 private:
  ExtensionSet make(const Extensions& before) const;

  const std::vector<CopyChange>* changes_ = nullptr;
  ExtensionSet published_;
  std::unordered_map<ExtensionSet, ExtensionSet> made_;
};

/// Whether the call has anything of the earlier copies.
bool concerns(const HandOver& hand_over, const Call& call);

/// Whether all copies that the call has anything of can hand over and take over at all.
bool can_move(const HandOver& hand_over, const Call& call);

/// Let the call, which has something of the earlier copies, have the new ones. An error: it goes on
/// with the earlier ones. The call's worker; nothing is at work on the call. `tree`: memory for
/// what is saved.
base::Result<void> move_call(const HandOver& hand_over, Call& call, const PluginCommands& commands,
                             ChangedSets& sets, base::ValueTree& tree);

}  // namespace rtpengine::call
