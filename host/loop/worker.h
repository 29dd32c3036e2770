// SPDX-License-Identifier: GPL-3.0-or-later
//
// A worker: one thread, one libev loop, one mailbox. Calls live on one worker each.
//
// A callback, task or hook that ends by an exception is reported in the log; the worker goes on.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "loop/mailbox.h"
#include "loop/watch.h"

struct ev_loop;

namespace rtpengine::loop {

/// Where a worker's thread is, as the scopes of plugin_scope.h note it.
struct Whereabouts {
  std::atomic<const char*> plugin{nullptr};  ///< whose name stays valid meanwhile; null: the host
  std::atomic<const char*> work{nullptr};    ///< what is being done, static text; null: not known
  bool in_call = false;  ///< somewhere inside of a plugin's callback about a call
  base::Time timed = 0;  ///< what all stopwatches of scopes have taken so far
};

class Worker {
 public:
  /// A worker that does not run yet. `mailbox_limit`: how many tasks may wait. Throws
  /// std::runtime_error if the system gives no more descriptors. Make it after the daemon went into
  /// the background: its loop does not survive a fork.
  Worker(unsigned index, std::size_t mailbox_limit);
  /// Stops and joins if still running. Nobody may be inside of post() any more: whoever posts
  /// (other workers, the blocking pool) is stopped before the first worker is destroyed.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  unsigned index() const { return index_; }

  /// Start the thread. `on_start` runs first, on it; tasks posted before wait until then. May be
  /// started again after stop_and_join. Main thread.
  void start(Task on_start = {});
  /// Ask the loop to end after the tasks already in the mailbox and those that they post in turn,
  /// and wait for it; later tasks are refused. Nothing if it does not run. Main thread.
  void stop_and_join();

  /// Run a task on this worker's thread soon, never before post returns to a caller there; wakes it
  /// at once. False: the mailbox is full or the worker was stopped, the task is dropped and
  /// counted. Any thread. Tasks run in the order in which they were posted.
  bool post(Task task);

  /// Run a task on this worker's thread and wait for it. From the thread itself: runs it directly.
  /// A worker that does not run: runs it on the calling thread, where on_this_thread() is true
  /// meanwhile. Main thread only otherwise. Not bounded by the mailbox's limit.
  void run_and_wait(Task task);

  bool on_this_thread() const;
  /// The worker whose thread this is, or null.
  static Worker* current();

  /// Monotonic time as of this turn of the loop. This worker's thread.
  base::Time now() const;

  /// The worker must outlive what these two return.
  std::unique_ptr<FdWatch> watch(int fd, std::uint32_t events,
                                 std::function<void(std::uint32_t events)> ready);
  std::unique_ptr<Timer> timer(std::function<void()> fired);
  /// Called once each turn of the loop, after all events were handled, before it sleeps.
  /// Packet I/O sends its batch here.
  void set_end_of_turn(Task task);

  /// Tasks dropped because the mailbox was full or the worker was stopped. Any thread.
  std::uint64_t dropped_tasks() const;
  /// When the last completed turn of the loop began (monotonic). Any thread.
  base::Time last_turn() const;
  /// When the turn in work began; 0 while the worker sleeps or does not run: it is never stalled
  /// then, however long ago its last turn was. For the watchdog. Any thread.
  base::Time busy_since() const;

  /// This worker's thread; see plugin_scope.h.
  Whereabouts& whereabouts() { return whereabouts_; }
  /// The plugin that the thread is inside of; null: none. Any thread.
  const char* current_plugin() const { return whereabouts_.plugin.load(std::memory_order_relaxed); }
  /// What the thread is at work on; null: not known. Any thread.
  const char* current_work() const { return whereabouts_.work.load(std::memory_order_relaxed); }
  /// Whether a plugin is at work that was called about a call, which must not find it gone. This
  /// worker's thread.
  bool in_call_callback() const { return whereabouts_.in_call; }

  struct ev_loop* raw_loop() {
    return loop_;
  }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  struct ev_loop* loop_;
  const unsigned index_;
  Whereabouts whereabouts_;
};

}  // namespace rtpengine::loop
