// SPDX-License-Identifier: MIT
//
// For plugins with many deadlines: a part of the convenience layer, which compiles into the plugin.
// One timer of the host's serves all that a plugin waits for on one worker.
#ifndef RTPENGINE_DEADLINES_H
#define RTPENGINE_DEADLINES_H

#include <stdint.h>

#include <set>
#include <utility>

#include <rtpengine/loop.h>

namespace rtpengine::author {

/// In place of a time: there is none.
constexpr int64_t no_deadline = INT64_MAX;

/// Implemented by what has a deadline; takes itself out before it goes.
class Sleeper {
 public:
  /// The time has come; it has no deadline until it sets another one.
  virtual void wake(int64_t now_us) noexcept = 0;

 protected:
  ~Sleeper() = default;
};

/// One of these for each worker; the worker's thread. Looks each 10 ms as long as there is a
/// deadline, and else does nothing.
class Deadlines final : public TimerHandler {
 public:
  Deadlines(LoopV1* loop, uint32_t worker) : loop_(loop), worker_(worker) {}
  /// Also on the main thread, once the workers run nothing of the plugin any more.
  ~Deadlines() { stop(); }
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

  /// Monotonic times, as LoopV1::now_us. `before`: what was set last; no_deadline: nothing.
  void set(Sleeper* sleeper, int64_t before_us, int64_t at_us) {
    if (before_us == at_us) return;
    if (before_us != no_deadline) due_.erase({before_us, sleeper});
    if (at_us != no_deadline) due_.insert({at_us, sleeper});
    if (!due_.empty() && timer_ == 0) timer_ = loop_->start_timer(worker_, grid_us, this);
  }

  // TimerHandler
  void on_timer() noexcept override {
    const int64_t now = loop_->now_us();
    while (!due_.empty() && due_.begin()->first <= now) {
      Sleeper* const sleeper = due_.begin()->second;
      due_.erase(due_.begin());
      sleeper->wake(now);
    }
    if (due_.empty()) stop();
  }

 private:
  static constexpr int64_t grid_us = 10'000;

  void stop() {
    if (timer_ != 0) loop_->stop_timer(timer_);
    timer_ = 0;
  }

  LoopV1* const loop_;
  const uint32_t worker_;
  TimerHandle timer_ = 0;
  std::set<std::pair<int64_t, Sleeper*>> due_;
};

}  // namespace rtpengine::author

#endif
