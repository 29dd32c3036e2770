// SPDX-License-Identifier: GPL-3.0-or-later
//
// A worker: an event loop on a thread of its own.
#include "loop/worker.h"

#include <ev.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "loop/event_loop.h"
#include "loop/thread.h"

namespace rtpengine::loop {

namespace {

constexpr unsigned kLoopFlags =
    EVFLAG_AUTO | EVFLAG_NOENV | EVFLAG_NOINOTIFY | EVFLAG_NOSIGMASK | EVFLAG_NOTIMERFD;

thread_local constinit Worker* current_worker = nullptr;

/// What a thread waits on until another one has done something.
class Completion {
 public:
  void complete() {
    const std::lock_guard lock(mutex_);
    done_ = true;
    // Under the lock: the waiter may destroy this object as soon as it can take it.
    condition_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    condition_.wait(lock, [this] { return done_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  bool done_ = false;
};

/// Completes also when the task that holds it is dropped without running.
class CompletionGuard {
 public:
  explicit CompletionGuard(Completion& completion) : completion_(completion) {}
  ~CompletionGuard() { completion_.complete(); }
  CompletionGuard(const CompletionGuard&) = delete;
  CompletionGuard& operator=(const CompletionGuard&) = delete;

 private:
  Completion& completion_;
};

}  // namespace

struct Worker::Impl {
  Impl(unsigned index, std::size_t mailbox_limit)
      : loop("worker " + std::to_string(index), kLoopFlags, mailbox_limit) {}

  EventLoop loop;
  std::thread thread;
};

Worker::Worker(unsigned index, std::size_t mailbox_limit)
    : impl_(std::make_unique<Impl>(index, mailbox_limit)),
      loop_(impl_->loop.raw()),
      index_(index) {}

Worker::~Worker() { stop_and_join(); }

void Worker::start(Task on_start) {
  if (impl_->thread.joinable()) return;
  // Not left to the thread: what is posted from now on must not be refused.
  impl_->loop.reopen();
  impl_->thread =
      start_thread("worker-" + std::to_string(index_), [this, on_start = std::move(on_start)] {
        current_worker = this;
        impl_->loop.run(on_start);
        current_worker = nullptr;
      });
}

void Worker::stop_and_join() {
  if (!impl_->thread.joinable()) return;
  impl_->loop.stop();
  impl_->thread.join();
}

bool Worker::post(Task task) { return impl_->loop.post(std::move(task)); }

void Worker::run_and_wait(Task task) {
  if (on_this_thread()) {
    task();
    return;
  }
  if (!impl_->thread.joinable()) {
    Worker* const previous = std::exchange(current_worker, this);
    impl_->loop.run_inline(task);
    current_worker = previous;
    return;
  }
  Completion completion;
  auto guard = std::make_shared<CompletionGuard>(completion);
  impl_->loop.post_beyond_limit([&task, guard = std::move(guard)]() mutable {
    const auto done = std::move(guard);
    task();
  });
  completion.wait();
}

bool Worker::on_this_thread() const { return current_worker == this; }

Worker* Worker::current() { return current_worker; }

base::Time Worker::now() const { return impl_->loop.now(); }

std::unique_ptr<FdWatch> Worker::watch(int fd, std::uint32_t events,
                                       std::function<void(std::uint32_t events)> ready) {
  return make_fd_watch(loop_, fd, events, std::move(ready));
}

std::unique_ptr<Timer> Worker::timer(std::function<void()> fired) {
  return make_timer(loop_, std::move(fired));
}

void Worker::set_end_of_turn(Task task) { impl_->loop.set_end_of_turn(std::move(task)); }

std::uint64_t Worker::dropped_tasks() const { return impl_->loop.dropped_tasks(); }

base::Time Worker::last_turn() const { return impl_->loop.last_turn(); }

base::Time Worker::busy_since() const { return impl_->loop.busy_since(); }

}  // namespace rtpengine::loop
