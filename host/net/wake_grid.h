// SPDX-License-Identifier: GPL-3.0-or-later
//
// When a worker looks at its sockets: on arrival while it is quiet, on a grid under load.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/clock.h"
#include "loop/worker.h"
#include "net/descriptor.h"
#include "net/wake_policy.h"

namespace rtpengine::net {

/// Watches a descriptor that is readable when there are packets, and under load a timer instead,
/// so that nothing but the grid (and the worker's other business) wakes the thread. Worker's
/// thread, or while the worker does not run.
class WakeGrid {
 public:
  struct Look {
    std::size_t packets = 0;
    base::Time now = 0;  ///< when the sockets were looked at last
  };
  /// Takes what has arrived. With `all` nothing must be left, since it would wait for the next
  /// point of the grid; else the rest wakes the worker again at once.
  using Receive = std::function<Look(bool all)>;

  /// `interval`: 0 for no grid. The worker outlives this object.
  WakeGrid(loop::Worker& worker, base::Time interval, Receive receive);
  WakeGrid(const WakeGrid&) = delete;
  WakeGrid& operator=(const WakeGrid&) = delete;

  /// Whether the system has given the timer; errno says why not, after the constructor.
  bool usable() const { return bool(timer_); }
  /// Begins to watch. False if the system refuses the timer; errno says why.
  bool start(int fd);
  /// Watches nothing until it is started again.
  void stop();

 private:
  Look receive(bool all) const;
  void on_arrival();
  void on_tick();
  void sleep_on_grid(bool grid);
  void set_timer(base::Time interval);

  loop::Worker& worker_;
  const base::Time interval_;
  const Receive receive_;
  const Descriptor timer_;
  std::unique_ptr<loop::FdWatch> arrival_watch_;
  std::unique_ptr<loop::FdWatch> timer_watch_;
  WakePolicy policy_;
};

}  // namespace rtpengine::net
