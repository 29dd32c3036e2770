// SPDX-License-Identifier: GPL-3.0-or-later
//
// Watchdog: notices workers that are stuck in one turn of their loop.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "loop/worker.h"

namespace rtpengine::loop {

/// Looks at each worker ten times a second and warns, once, when it has been in one turn for longer
/// than `limit`: some code blocks there, and media with it. A worker that sleeps is not stuck, and
/// time in which the process as a whole did not run does not count. It has a thread of its own,
/// since the main thread waits for workers at times. Made, started and destroyed on the main
/// thread; the workers outlive it.
class Watchdog {
 public:
  static constexpr base::Time kDefaultLimit = base::kSecond;
  static constexpr base::Time kInterval = 100 * base::kMillisecond;

  /// `each_look`: what else is to be done ten times a second, whatever the workers do, but not
  /// right after a pause of the process; on the watchdog's thread, with the monotonic time.
  explicit Watchdog(const std::vector<const Worker*>& workers,
                    std::function<void(base::Time now)> each_look = {},
                    base::Time limit = kDefaultLimit);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// Begin to look.
  void start();

  /// One look; `now` is monotonic. Only while the thread does not run.
  void check(base::Time now);

 private:
  struct Watched {
    const Worker* worker;
    base::Time stalled_turn = 0;  ///< when the turn began that was warned about; 0: none
  };

  void run();
  void check_one(Watched& watched, base::Time now) const;

  const std::function<void(base::Time)> each_look_;
  const base::Time limit_;
  std::vector<Watched> watched_;
  base::Time last_look_ = 0;
  base::Time awake_since_ = 0;  ///< when the process was seen to run again after a pause

  std::mutex mutex_;
  std::condition_variable end_;
  bool ending_ = false;  ///< guarded by the mutex
  std::thread thread_;
};

}  // namespace rtpengine::loop
