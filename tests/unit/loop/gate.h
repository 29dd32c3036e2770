// SPDX-License-Identifier: GPL-3.0-or-later
//
// Gate: how the tests of threads wait for each other without sleeping.
#pragma once

#include <condition_variable>
#include <mutex>

namespace rtpengine::loop {

/// Closed until somebody opens it.
class Gate {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    condition_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    condition_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool open_ = false;
};

}  // namespace rtpengine::loop
