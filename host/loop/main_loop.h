// SPDX-License-Identifier: GPL-3.0-or-later
//
// The loop of the main thread: signals, configuration, start and end of everything else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "loop/mailbox.h"
#include "loop/watch.h"

namespace rtpengine::loop {

/// Main thread only, except where "any thread" is said. There may be several in a program, for
/// instance in tests, but each signal belongs to one of them.
class MainLoop {
 public:
  /// `mailbox_limit`: how many tasks may wait. Throws std::runtime_error if the system gives no
  /// more descriptors. Make it after the daemon went into the background.
  explicit MainLoop(std::size_t mailbox_limit = 4096);
  ~MainLoop();
  MainLoop(const MainLoop&) = delete;
  MainLoop& operator=(const MainLoop&) = delete;

  /// Run `task` on the loop each time the process gets this signal, which is unblocked on the
  /// calling thread. Replaces the signal's earlier task. When the loop is destroyed the signal has
  /// its default effect again.
  void on_signal(int signo, Task task);

  /// Run until stop(). Afterwards posted tasks are refused.
  void run();
  /// Ask run to return, after the tasks in the mailbox. Any thread.
  void stop();

  /// Run a task on the main thread soon; wakes it at once. False: the mailbox is full or the loop
  /// has ended, the task is dropped and counted. Any thread.
  bool post(Task task);

  /// Whether the caller is in run(). Any thread.
  bool on_this_thread() const;

  /// Monotonic time as of this turn of the loop.
  base::Time now() const;

  /// The loop must outlive what these two return.
  std::unique_ptr<FdWatch> watch(int fd, std::uint32_t events,
                                 std::function<void(std::uint32_t events)> ready);
  std::unique_ptr<Timer> timer(std::function<void()> fired);

  /// Tasks dropped because the mailbox was full or the loop had ended. Any thread.
  std::uint64_t dropped_tasks() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::loop
