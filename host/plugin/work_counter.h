// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counts pieces of work that a plugin handed to the host, so that its end can be awaited before the
// plugin goes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

#include "base/clock.h"

namespace rtpengine::plugin {

/// Thread-safe.
class WorkCounter {
 public:
  /// Count one more. False: closed, nothing is counted.
  bool begin();
  /// One of those counted has ended.
  void end();

  /// Count nothing more from now on.
  void close();

  /// Wait until all that was counted has ended. False: not within `limit`. Blocks.
  bool wait_until_idle(base::Time limit);

  std::size_t count() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable idle_;
  std::size_t count_ = 0;
  bool closed_ = false;
};

/// One counted piece of work: ends when told to, or when destroyed, so that work which the host
/// drops without running it is counted out as well.
class WorkToken {
 public:
  /// Null when the counter is closed.
  static std::shared_ptr<WorkToken> begin(const std::shared_ptr<WorkCounter>& counter);

  explicit WorkToken(std::shared_ptr<WorkCounter> counter);
  ~WorkToken() { end(); }
  WorkToken(const WorkToken&) = delete;
  WorkToken& operator=(const WorkToken&) = delete;

  /// By the thread that holds the token; the second time does nothing.
  void end();

 private:
  std::shared_ptr<WorkCounter> counter_;
};

}  // namespace rtpengine::plugin
