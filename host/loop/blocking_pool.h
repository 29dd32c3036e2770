// SPDX-License-Identifier: GPL-3.0-or-later
//
// Threads for work that may block (disk, database, HTTP), so that no loop ever does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "loop/mailbox.h"

namespace rtpengine::loop {

class BlockingPool {
 public:
  /// Up to `threads` (at least 1) are started as jobs come; at most `queue_limit` jobs wait.
  BlockingPool(unsigned threads, std::size_t queue_limit);
  /// Waits for running jobs, unless end was called; jobs still waiting are dropped.
  ~BlockingPool();

  /// Take no more jobs, drop those that wait, and wait for those that run. Returns how many still
  /// run after `limit`: their threads are left to themselves, and what the jobs use must stay in
  /// memory until the process ends.
  std::size_t end(base::Time limit);

  /// Run `job` on a pool thread. False: the queue is full, or not even one thread could be started;
  /// the job is not taken. Any thread. An exception from a job is logged.
  /// A job that has to continue on a worker posts a task there as its last act.
  bool run(Task job);

  /// Jobs that wait for a thread. Any thread.
  std::size_t waiting() const;
  /// Jobs refused so far. Any thread.
  std::uint64_t refused() const;

 private:
  struct Impl;
  const std::shared_ptr<Impl> impl_;  ///< the threads' as well
};

}  // namespace rtpengine::loop
