// SPDX-License-Identifier: GPL-3.0-or-later
//
// Event loop: what workers and the main thread have in common.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "loop/mailbox.h"
#include "loop/watch.h"

struct ev_loop;

namespace rtpengine::loop {

/// A libev loop with a mailbox, the time, and a hook at the end of each turn. One thread runs it;
/// what says "any thread" may be called from everywhere, the rest from that thread only, or while
/// the loop does not run.
class EventLoop {
 public:
  /// `name` is for log lines; `flags` are libev's. Throws std::runtime_error if the system gives no
  /// more descriptors.
  EventLoop(std::string name, unsigned flags, std::size_t mailbox_limit);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Run on the calling thread until stop(); `on_start` runs first. Afterwards posted tasks are
  /// refused, until it runs again or reopen is called.
  void run(const Task& on_start);

  /// Take tasks already before it runs again.
  void reopen() { mailbox_.open(); }

  /// Ask the loop to end. It does when its mailbox is empty, even if tasks keep posting tasks for a
  /// while; what they still post after that is refused. Any thread.
  void stop();

  /// Run a task soon, and wake the loop at once. False: the mailbox is full or the loop has ended;
  /// the task is dropped and counted. Any thread.
  bool post(Task task);
  /// The same without the limit. False: the loop has ended.
  bool post_beyond_limit(Task task);

  /// Call `work` on this thread as if the loop ran here; only while it does not run.
  void run_inline(const Task& work);

  /// Whether the calling thread runs this loop.
  bool on_this_thread() const;

  base::Time now() const { return now_; }
  void set_end_of_turn(Task task);

  /// Any thread.
  std::uint64_t dropped_tasks() const { return mailbox_.dropped(); }
  /// When the last completed turn began, or the loop was made. Any thread.
  base::Time last_turn() const { return last_turn_.load(std::memory_order_relaxed); }
  /// When the turn in work began; 0 while the loop sleeps or does not run. Any thread.
  base::Time busy_since() const { return busy_since_.load(std::memory_order_relaxed); }

  const std::string& name() const { return name_; }
  struct ev_loop* raw() const {
    return loop_;
  }

 private:
  struct Watchers;

  void begin_turn();
  void end_turn();
  void drain();
  void run_batch();
  void wake();
  bool after_push(Mailbox::Push outcome);

  const std::string name_;
  struct ev_loop* const loop_;
  std::unique_ptr<Watchers> watchers_;
  Mailbox mailbox_;
  std::vector<Task> batch_;
  Task end_of_turn_;
  base::Time now_;
  std::atomic<base::Time> last_turn_;
  std::atomic<base::Time> busy_since_{0};
  std::atomic<bool> stopping_{false};
};

}  // namespace rtpengine::loop
