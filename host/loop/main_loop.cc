// SPDX-License-Identifier: GPL-3.0-or-later
//
// The main thread's event loop, and signals as events of it.
#include "loop/main_loop.h"

#include <ev.h>
#include <signal.h>

#include <map>
#include <memory>
#include <utility>

#include "loop/event_loop.h"
#include "loop/guarded.h"

namespace rtpengine::loop {

namespace {

constexpr unsigned kLoopFlags = EVFLAG_AUTO | EVFLAG_NOENV | EVFLAG_NOINOTIFY | EVFLAG_NOTIMERFD;

struct SignalWatch {
  ev_signal watcher;
  Task task;
};

void on_libev_signal(struct ev_loop*, ev_signal* watcher, int) {
  // A copy: the task may set another one for its signal.
  const Task task = static_cast<SignalWatch*>(watcher->data)->task;
  guarded("a signal's task", task);
}

void unblock(int signo) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signo);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace

struct MainLoop::Impl {
  explicit Impl(std::size_t mailbox_limit) : loop("the main thread", kLoopFlags, mailbox_limit) {}
  ~Impl() {
    for (auto& [signo, signal] : signals) ev_signal_stop(loop.raw(), &signal->watcher);
  }

  EventLoop loop;
  std::map<int, std::unique_ptr<SignalWatch>> signals;
};

MainLoop::MainLoop(std::size_t mailbox_limit) : impl_(std::make_unique<Impl>(mailbox_limit)) {}

MainLoop::~MainLoop() = default;

void MainLoop::on_signal(int signo, Task task) {
  std::unique_ptr<SignalWatch>& signal = impl_->signals[signo];
  if (signal) {
    signal->task = std::move(task);
    return;
  }
  signal = std::make_unique<SignalWatch>();
  signal->task = std::move(task);
  ev_signal_init(&signal->watcher, on_libev_signal, signo);
  signal->watcher.data = signal.get();
  ev_signal_start(impl_->loop.raw(), &signal->watcher);
  unblock(signo);
}

void MainLoop::run() { impl_->loop.run({}); }

void MainLoop::stop() { impl_->loop.stop(); }

bool MainLoop::post(Task task) { return impl_->loop.post(std::move(task)); }

bool MainLoop::on_this_thread() const { return impl_->loop.on_this_thread(); }

base::Time MainLoop::now() const { return impl_->loop.now(); }

std::unique_ptr<FdWatch> MainLoop::watch(int fd, std::uint32_t events,
                                         std::function<void(std::uint32_t events)> ready) {
  return make_fd_watch(impl_->loop.raw(), fd, events, std::move(ready));
}

std::unique_ptr<Timer> MainLoop::timer(std::function<void()> fired) {
  return make_timer(impl_->loop.raw(), std::move(fired));
}

std::uint64_t MainLoop::dropped_tasks() const { return impl_->loop.dropped_tasks(); }

}  // namespace rtpengine::loop
