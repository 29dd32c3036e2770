// SPDX-License-Identifier: GPL-3.0-or-later
//
// Descriptor watches and timers over libev's watchers.
#include "loop/watch.h"

#include <ev.h>

#include <rtpengine/loop.h>

#include <algorithm>
#include <utility>

#include "loop/guarded.h"

namespace rtpengine::loop {

namespace {

/// What the loop points at. It is apart from the handle, and lives on until its callback has
/// returned if that destroys the handle.
template <typename Watcher, typename Callback>
struct Node {
  Watcher watcher{};
  struct ev_loop* loop;
  Callback callback;
  bool running = false;
  bool orphaned = false;

  template <typename... Args>
  void run(const char* what, Args... args) {
    running = true;
    guarded(what, [&] { callback(args...); });
    running = false;
    if (orphaned) delete this;
  }

  void release() {
    if (running) {
      orphaned = true;
    } else {
      delete this;
    }
  }
};

using FdNode = Node<ev_io, std::function<void(std::uint32_t)>>;
using TimerNode = Node<ev_timer, std::function<void()>>;

int to_libev(std::uint32_t events) {
  return ((events & fd_readable) != 0 ? EV_READ : 0) | ((events & fd_writable) != 0 ? EV_WRITE : 0);
}

void on_fd(struct ev_loop*, ev_io* watcher, int events) {
  const std::uint32_t ready = ((events & EV_READ) != 0 ? +fd_readable : 0u) |
                              ((events & EV_WRITE) != 0 ? +fd_writable : 0u);
  static_cast<FdNode*>(watcher->data)->run("a descriptor's callback", ready);
}

void on_timer(struct ev_loop*, ev_timer* watcher, int) {
  static_cast<TimerNode*>(watcher->data)->run("a timer's callback");
}

class LibevFdWatch final : public FdWatch {
 public:
  LibevFdWatch(struct ev_loop* loop, int fd, std::uint32_t events,
               std::function<void(std::uint32_t)> ready)
      : node_(new FdNode{{}, loop, std::move(ready)}) {
    ev_io_init(&node_->watcher, on_fd, fd, to_libev(events));
    node_->watcher.data = node_;
    if (events != 0) ev_io_start(loop, &node_->watcher);
  }

  ~LibevFdWatch() override {
    ev_io_stop(node_->loop, &node_->watcher);
    node_->release();
  }

  void set_events(std::uint32_t events) override {
    const int wanted = to_libev(events);
    const int current =
        ev_is_active(&node_->watcher) ? node_->watcher.events & (EV_READ | EV_WRITE) : 0;
    if (wanted == current) return;
    ev_io_stop(node_->loop, &node_->watcher);
    if (wanted == 0) return;
    ev_io_modify(&node_->watcher, wanted);
    ev_io_start(node_->loop, &node_->watcher);
  }

 private:
  FdNode* const node_;
};

class LibevTimer final : public Timer {
 public:
  LibevTimer(struct ev_loop* loop, std::function<void()> fired)
      : node_(new TimerNode{{}, loop, std::move(fired)}) {
    ev_timer_init(&node_->watcher, on_timer, 0., 0.);
    node_->watcher.data = node_;
  }

  ~LibevTimer() override {
    stop();
    node_->release();
  }

  void start(base::Time delay, base::Time repeat) override {
    stop();
    // A loop that doesn't run doesn't know what time it is.
    if (ev_depth(node_->loop) == 0) ev_now_update(node_->loop);
    ev_timer_set(&node_->watcher, to_seconds(delay), to_seconds(repeat));
    ev_timer_start(node_->loop, &node_->watcher);
  }

  void stop() override { ev_timer_stop(node_->loop, &node_->watcher); }

 private:
  static ev_tstamp to_seconds(base::Time time) {
    return static_cast<ev_tstamp>(std::max<base::Time>(time, 0)) / base::kSecond;
  }

  TimerNode* const node_;
};

}  // namespace

std::unique_ptr<FdWatch> make_fd_watch(struct ev_loop* loop, int fd, std::uint32_t events,
                                       std::function<void(std::uint32_t events)> ready) {
  return std::make_unique<LibevFdWatch>(loop, fd, events, std::move(ready));
}

std::unique_ptr<Timer> make_timer(struct ev_loop* loop, std::function<void()> fired) {
  return std::make_unique<LibevTimer>(loop, std::move(fired));
}

}  // namespace rtpengine::loop
