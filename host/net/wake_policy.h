// SPDX-License-Identifier: GPL-3.0-or-later
//
// When a worker's packet I/O wakes on arrival and when on a grid: by the rate of packets, with
// hysteresis. Pure arithmetic on times that are given; used by one worker.
#pragma once

#include <cstddef>

#include "base/clock.h"

namespace rtpengine::net {

class WakePolicy {
 public:
  /// From this rate on, measured over kBusyWindow, it pays to wait for the next point of the grid.
  static constexpr double kBusyPerMillisecond = 5;
  static constexpr base::Time kBusyWindow = 4 * base::kMillisecond;
  /// Below this rate, measured over kQuietWindow, packets are taken as they come again. Longer and
  /// lower than the above, so that the gaps between bursts don't switch back and forth.
  static constexpr double kQuietPerMillisecond = 2.5;
  static constexpr base::Time kQuietWindow = 20 * base::kMillisecond;

  /// Note a wake-up at `now` that brought `packets`. Returns whether to sleep on the grid next.
  bool on_wakeup(base::Time now, std::size_t packets);

  bool on_grid() const { return on_grid_; }

 private:
  bool on_grid_ = false;
  base::Time window_start_ = 0;
  std::size_t in_window_ = 0;
};

}  // namespace rtpengine::net
