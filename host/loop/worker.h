// SPDX-License-Identifier: GPL-3.0-or-later
//
// A worker: one thread, one libev loop, one mailbox. Calls live on one worker each.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"

struct ev_loop;

namespace rtpengine::loop {

/// Something a worker runs once. Move-only work fits through a shared or unique pointer captured by
/// a mutable lambda.
using Task = std::function<void()>;

/// Watches a descriptor on a worker's loop; stops when destroyed. Use on that worker's thread only,
/// or while the worker does not run.
class FdWatch {
 public:
  virtual ~FdWatch() = default;
  /// Bits of fd_readable, fd_writable (rtpengine/loop.h); 0 pauses the watch.
  virtual void set_events(std::uint32_t events) = 0;
};

/// A repeating or single timer on a worker's loop; stops when destroyed. Same threads as FdWatch.
class Timer {
 public:
  virtual ~Timer() = default;
  /// Run after `delay`, then each `repeat` (0: once). Starting a running timer moves it.
  virtual void start(base::Time delay, base::Time repeat) = 0;
  virtual void stop() = 0;
};

class Worker {
 public:
  /// A worker that does not run yet. `mailbox_limit`: how many tasks may wait.
  Worker(unsigned index, std::size_t mailbox_limit);
  /// Stops and joins if still running.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  unsigned index() const { return index_; }

  /// Start the thread. `on_start` runs first, on it.
  void start(Task on_start = {});
  /// Ask the loop to end after the tasks already in the mailbox, and wait for it. Other threads.
  void stop_and_join();

  /// Run a task on this worker's thread soon; wakes it at once. False: the mailbox is full, the
  /// task is dropped and counted. Any thread.
  bool post(Task task);

  /// Run a task on this worker's thread and wait for it. From the thread itself: runs it directly.
  /// A worker that does not run: runs it on the calling thread. Main thread only otherwise.
  void run_and_wait(Task task);

  bool on_this_thread() const;
  /// The worker whose thread this is, or null.
  static Worker* current();

  /// Time as of this turn of the loop. This worker's thread.
  base::Time now() const;

  std::unique_ptr<FdWatch> watch(int fd, std::uint32_t events,
                                 std::function<void(std::uint32_t events)> ready);
  std::unique_ptr<Timer> timer(std::function<void()> fired);
  /// Called once each turn of the loop, after all events were handled, before it sleeps.
  /// Packet I/O sends its batch here.
  void set_end_of_turn(Task task);

  /// Tasks dropped because the mailbox was full. Any thread.
  std::uint64_t dropped_tasks() const;
  /// Monotonic time of the last completed turn; for a watchdog. Any thread.
  base::Time last_turn() const;

  struct ev_loop* raw_loop() { return loop_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  struct ev_loop* loop_;
  const unsigned index_;
};

}  // namespace rtpengine::loop
