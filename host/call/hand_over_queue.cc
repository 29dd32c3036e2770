// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/hand_over_queue.h"

#include <utility>

#include "base/log.h"

namespace rtpengine::call {

HandOverQueue::HandOverQueue(loop::Worker& worker, WorkerCalls& calls,
                             const PluginCommands& commands)
    : worker_(worker), calls_(calls), commands_(commands) {}

void HandOverQueue::add(std::shared_ptr<const HandOver> hand_over) {
  waiting_.push_back(std::move(hand_over));
  if (waiting_.size() == 1) begin();
}

void HandOverQueue::close() {
  timer_.reset();
  waiting_.clear();
  to_visit_.clear();
  sets_.clear();
}

void HandOverQueue::begin() {
  // Calls that begin from here on have the new copies.
  to_visit_ = calls_.handles();
  sets_.reset(waiting_.front()->changes, calls_.extensions());
  if (timer_ == nullptr) timer_ = worker_.timer([this] { turn(); });
  timer_->start(0, 0);
}

void HandOverQueue::turn() {
  {
    const WorkerCalls::Busy busy(calls_);
    const base::Time end = base::monotonic_now() + kTimeEachTurn;
    for (std::size_t i = 0; i < kCallsEachTurn && !to_visit_.empty(); ++i) {
      Call* call = calls_.find(to_visit_.back());
      to_visit_.pop_back();
      if (call != nullptr) visit(*call);
      if (base::monotonic_now() >= end) break;
    }
  }
  if (to_visit_.empty()) {
    finish();
  } else {
    timer_->start(0, 0);
  }
}

void HandOverQueue::visit(Call& call) {
  const HandOver& hand_over = *waiting_.front();
  if (!concerns(hand_over, call)) return;
  if (!can_move(hand_over, call)) {
    hand_over.progress->count_left();
    return;
  }
  const base::log::CallScope scope(call.id());
  const auto moved = move_call(hand_over, call, commands_, sets_, tree_);
  tree_.clear();
  if (moved) {
    hand_over.progress->count_moved();
    return;
  }
  hand_over.progress->count_left();
  LOG_LIMITED(warning, "the call goes on with the earlier copy: %s", moved.error().c_str());
}

void HandOverQueue::finish() {
  const auto finished = std::move(waiting_.front());
  waiting_.pop_front();
  sets_.clear();
  if (finished->progress->end_worker() && finished->done) finished->done(*finished->progress);
  if (!waiting_.empty()) begin();
}

}  // namespace rtpengine::call
