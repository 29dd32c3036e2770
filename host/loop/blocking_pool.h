// SPDX-License-Identifier: GPL-3.0-or-later
//
// Threads for work that may block (disk, database, HTTP), so that no loop ever does.
#pragma once

#include <cstddef>
#include <memory>

#include "loop/worker.h"

namespace rtpengine::loop {

class BlockingPool {
 public:
  /// `threads` are started with the first job; at most `queue_limit` jobs wait.
  BlockingPool(unsigned threads, std::size_t queue_limit);
  /// Waits for running jobs; jobs still waiting are dropped.
  ~BlockingPool();

  /// Run `job` on a pool thread. False: the queue is full, the job is not taken. Any thread.
  /// A job that has to continue on a worker posts a task there as its last act.
  bool run(Task job);

  /// Jobs waiting. Any thread.
  std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rtpengine::loop
