// SPDX-License-Identifier: GPL-3.0-or-later
//
// A sink that keeps the replies it gets, for tests.
#pragma once

#include <rtpengine/command.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "tests/unit/call/reply.h"

namespace rtpengine::call {

/// Any thread.
class KeptReply final : public ReplySink {
 public:
  void on_reply(const Value* reply) noexcept override {
    const std::lock_guard lock(mutex_);
    reply_ = Reply(*reply);
    ++count_;
    came_.notify_all();
  }

  /// Wait for a reply; only a test that fails waits for long.
  const Reply& wait() {
    std::unique_lock lock(mutex_);
    came_.wait_for(lock, std::chrono::seconds(20), [this] { return count_ != 0; });
    return reply_;
  }
  int count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  /// The last one.
  const Reply& reply() const { return reply_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable came_;
  Reply reply_;
  int count_ = 0;
};

}  // namespace rtpengine::call
