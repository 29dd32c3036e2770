// SPDX-License-Identifier: GPL-3.0-or-later
//
// Mailbox: a vector under a mutex.
#include "loop/mailbox.h"

#include <utility>

namespace rtpengine::loop {

Mailbox::Push Mailbox::push(Task& task) { return push(task, limit_); }

Mailbox::Push Mailbox::push_beyond_limit(Task& task) { return push(task, SIZE_MAX); }

Mailbox::Push Mailbox::push(Task& task, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  if (closed_ || tasks_.size() >= limit) {
    ++dropped_;
    return closed_ ? Push::closed : Push::full;
  }
  tasks_.push_back(std::move(task));
  return tasks_.size() == 1 ? Push::taken_first : Push::taken;
}

void Mailbox::take(std::vector<Task>& batch) {
  const std::lock_guard lock(mutex_);
  tasks_.swap(batch);
}

bool Mailbox::close_if_empty() {
  const std::lock_guard lock(mutex_);
  if (tasks_.empty()) closed_ = true;
  return closed_;
}

void Mailbox::close() {
  // Destroyed without the lock: what the tasks hold may do anything when it goes.
  std::vector<Task> left;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  dropped_ += tasks_.size();
  tasks_.swap(left);
}

void Mailbox::open() {
  const std::lock_guard lock(mutex_);
  closed_ = false;
}

std::uint64_t Mailbox::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

}  // namespace rtpengine::loop
