// SPDX-License-Identifier: GPL-3.0-or-later
//
// The count behind a lock: it changes with commands and jobs, not with packets.
#include "plugin/work_counter.h"

#include <chrono>
#include <utility>

namespace rtpengine::plugin {

bool WorkCounter::begin() {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  ++count_;
  return true;
}

void WorkCounter::end() {
  const std::lock_guard lock(mutex_);
  if (--count_ == 0) idle_.notify_all();
}

void WorkCounter::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

bool WorkCounter::wait_until_idle(base::Time limit) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, std::chrono::microseconds(limit), [this] { return count_ == 0; });
}

std::size_t WorkCounter::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::shared_ptr<WorkToken> WorkToken::begin(const std::shared_ptr<WorkCounter>& counter) {
  if (!counter->begin()) return nullptr;
  return std::make_shared<WorkToken>(counter);
}

WorkToken::WorkToken(std::shared_ptr<WorkCounter> counter) : counter_(std::move(counter)) {}

void WorkToken::end() {
  if (counter_ != nullptr) std::exchange(counter_, nullptr)->end();
}

}  // namespace rtpengine::plugin
