// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/wake_grid.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include <rtpengine/loop.h>

#include "loop/plugin_scope.h"

namespace rtpengine::net {

WakeGrid::WakeGrid(loop::Worker& worker, base::Time interval, Receive receive)
    : worker_(worker),
      interval_(std::clamp<base::Time>(interval, 0, base::kSecond)),
      receive_(std::move(receive)),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {}

bool WakeGrid::start(int fd) {
  if (!timer_) return false;
  arrival_watch_ = worker_.watch(fd, fd_readable, [this](std::uint32_t) { on_arrival(); });
  timer_watch_ = worker_.watch(timer_.get(), fd_readable, [this](std::uint32_t) { on_tick(); });
  return true;
}

WakeGrid::Look WakeGrid::receive(bool all) const {
  const loop::WorkScope scope("packets");
  return receive_(all);
}

void WakeGrid::stop() {
  arrival_watch_.reset();
  timer_watch_.reset();
  set_timer(0);
  policy_ = {};
}

void WakeGrid::on_arrival() {
  const Look look = receive(false);
  if (policy_.on_wakeup(look.now, look.packets) && interval_ > 0) sleep_on_grid(true);
}

void WakeGrid::on_tick() {
  std::uint64_t expirations;
  if (read(timer_.get(), &expirations, sizeof expirations) < 0) return;  // switched off meanwhile
  const Look look = receive(true);
  if (!policy_.on_wakeup(look.now, look.packets)) sleep_on_grid(false);
}

void WakeGrid::sleep_on_grid(bool grid) {
  arrival_watch_->set_events(grid ? 0u : std::uint32_t{fd_readable});
  set_timer(grid ? interval_ : 0);
}

void WakeGrid::set_timer(base::Time interval) {
  timespec step{};
  step.tv_sec = interval / base::kSecond;
  step.tv_nsec = interval % base::kSecond * 1000;
  const itimerspec setting{step, step};
  (void)timerfd_settime(timer_.get(), 0, &setting, nullptr);  // can't fail with these values
}

}  // namespace rtpengine::net
