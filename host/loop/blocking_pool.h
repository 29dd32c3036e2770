// SPDX-License-Identifier: GPL-3.0-or-later
//
// Threads for work that may block (disk, database, HTTP), so that no loop ever does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "loop/mailbox.h"

namespace rtpengine::loop {

class BlockingPool {
 public:
  /// Up to `threads` (at least 1) are started as jobs come; at most `queue_limit` jobs wait.
  BlockingPool(unsigned threads, std::size_t queue_limit);
  /// Waits for running jobs; jobs still waiting are dropped.
  ~BlockingPool();

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
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::loop
