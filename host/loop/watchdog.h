// SPDX-License-Identifier: GPL-3.0-or-later
//
// Watchdog: notices workers that are stuck in one turn of their loop.
#pragma once

#include <memory>
#include <vector>

#include "base/clock.h"
#include "loop/main_loop.h"
#include "loop/worker.h"

namespace rtpengine::loop {

/// Looks at each worker once a second and warns when it has been in one turn for longer than
/// `limit`: some code blocks there, and media with it. A worker that sleeps is not stuck. Main
/// thread; loop and workers outlive it.
class Watchdog {
 public:
  static constexpr base::Time kDefaultLimit = 2 * base::kSecond;

  Watchdog(MainLoop& loop, const std::vector<const Worker*>& workers,
           base::Time limit = kDefaultLimit);

  /// What is done once a second; `now` is monotonic.
  void check(base::Time now);

 private:
  struct Watched {
    const Worker* worker;
    base::Time stalled_turn = 0;  ///< when the turn began that was warned about; 0: none
    base::Time last_warning = 0;
  };

  void check_one(Watched& watched, base::Time now) const;

  const base::Time limit_;
  std::vector<Watched> watched_;
  std::unique_ptr<Timer> timer_;
};

}  // namespace rtpengine::loop
