// SPDX-License-Identifier: GPL-3.0-or-later
//
// The blocking pool: a bounded queue and as many threads as there was ever work for at once.
#include "loop/blocking_pool.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "loop/guarded.h"
#include "loop/thread.h"

namespace rtpengine::loop {

struct BlockingPool::Impl : std::enable_shared_from_this<Impl> {
  Impl(unsigned thread_limit_, std::size_t queue_limit_)
      : thread_limit(std::max(thread_limit_, 1u)), queue_limit(queue_limit_) {}

  /// Whether a further job may be queued; starts a thread for it if that helps.
  bool make_room();
  void start_one_more();
  void serve();
  void close();
  void join();

  const unsigned thread_limit;
  const std::size_t queue_limit;
  mutable std::mutex mutex;
  std::condition_variable work_or_end;
  std::condition_variable idle;
  std::deque<Task> queue;
  std::vector<std::thread> threads;
  std::size_t running = 0;
  std::uint64_t refused = 0;
  bool ending = false;
};

BlockingPool::BlockingPool(unsigned threads, std::size_t queue_limit)
    : impl_(std::make_shared<Impl>(threads, queue_limit)) {}

BlockingPool::~BlockingPool() {
  impl_->close();
  impl_->join();
}

std::size_t BlockingPool::end(base::Time limit) {
  impl_->close();
  std::unique_lock lock(impl_->mutex);
  const bool done = impl_->idle.wait_for(lock, std::chrono::microseconds(limit),
                                         [this] { return impl_->running == 0; });
  const std::size_t left = impl_->running;
  lock.unlock();
  if (done) {
    impl_->join();
    return 0;
  }
  for (std::thread& thread : impl_->threads) thread.detach();
  impl_->threads.clear();
  return left;
}

void BlockingPool::Impl::close() {
  std::deque<Task> dropped;
  {
    const std::lock_guard lock(mutex);
    ending = true;
    queue.swap(dropped);
  }
  work_or_end.notify_all();
}

void BlockingPool::Impl::join() {
  for (std::thread& thread : threads) thread.join();
  threads.clear();
}

bool BlockingPool::run(Task job) {
  const std::lock_guard lock(impl_->mutex);
  if (impl_->ending || !impl_->make_room()) {
    ++impl_->refused;
    return false;
  }
  impl_->queue.push_back(std::move(job));
  impl_->work_or_end.notify_one();
  return true;
}

bool BlockingPool::Impl::make_room() {
  const std::size_t outstanding = running + queue.size();
  if (outstanding >= threads.size() && threads.size() < thread_limit) start_one_more();
  return !threads.empty() && outstanding < threads.size() + queue_limit;
}

void BlockingPool::Impl::start_one_more() {
  try {
    threads.push_back(start_thread("blocking-" + std::to_string(threads.size()),
                                   [self = shared_from_this()] { self->serve(); }));
  } catch (const std::system_error& error) {
    LOG_LIMITED(error, "Cannot start a thread of the blocking pool: %s", error.what());
  }
}

void BlockingPool::Impl::serve() {
  std::unique_lock lock(mutex);
  for (;;) {
    work_or_end.wait(lock, [this] { return ending || !queue.empty(); });
    if (ending) return;
    Task job = std::move(queue.front());
    queue.pop_front();
    ++running;
    lock.unlock();
    guarded("a job of the blocking pool", job);
    job = nullptr;
    lock.lock();
    if (--running == 0) idle.notify_all();
  }
}

std::size_t BlockingPool::waiting() const {
  const std::lock_guard lock(impl_->mutex);
  // A job that a free thread is about to take does not wait.
  const std::size_t free = impl_->threads.size() - impl_->running;
  return impl_->queue.size() - std::min(impl_->queue.size(), free);
}

std::uint64_t BlockingPool::refused() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->refused;
}

}  // namespace rtpengine::loop
