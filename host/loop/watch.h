// SPDX-License-Identifier: GPL-3.0-or-later
//
// What can be watched on an event loop: descriptors and timers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.h"

struct ev_loop;

namespace rtpengine::loop {

/// Watches a descriptor on a loop; stops when destroyed, which its own callback may do. Use on that
/// loop's thread only, or while the loop does not run; the loop outlives it. The descriptor stays
/// the caller's, who closes it after the watch is gone.
class FdWatch {
 public:
  virtual ~FdWatch() = default;
  /// Bits of fd_readable, fd_writable (rtpengine/loop.h); 0 pauses the watch.
  virtual void set_events(std::uint32_t events) = 0;
};

/// A repeating or single timer on a loop; stops when destroyed, which its own callback may do. Same
/// threads as FdWatch.
class Timer {
 public:
  virtual ~Timer() = default;
  /// Run after `delay`, then each `repeat` (0: once). Starting a running timer moves it. A
  /// repeating timer that comes late fires once, not once for each time it missed.
  virtual void start(base::Time delay, base::Time repeat) = 0;
  virtual void stop() = 0;
};

/// `ready` is called while `fd` is ready for one of the events (level-triggered).
std::unique_ptr<FdWatch> make_fd_watch(struct ev_loop* loop, int fd, std::uint32_t events,
                                       std::function<void(std::uint32_t events)> ready);

/// A timer that is not started yet.
std::unique_ptr<Timer> make_timer(struct ev_loop* loop, std::function<void()> fired);

}  // namespace rtpengine::loop
