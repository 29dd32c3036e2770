// SPDX-License-Identifier: GPL-3.0-or-later
//
// Waiting for things to happen. A test never sleeps for a while and hopes: it waits for a
// condition, and the deadline is only there so that a failure ends.
#pragma once

#include <time.h>

#include <chrono>

namespace rtpengine::harness {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

/// For what normally takes milliseconds, on a machine that may be busy with something else.
inline constexpr Milliseconds kPatience{20'000};

/// Gives the processor away for a moment between two looks at a condition.
inline void take_breath() {
  const timespec moment{0, 2'000'000};
  nanosleep(&moment, nullptr);
}

/// Looks at `condition` until it is true (then true) or the time is over (then false).
template <typename Condition>
bool wait_until(Condition&& condition, Milliseconds limit = kPatience) {
  const auto deadline = Clock::now() + limit;
  while (!condition()) {
    if (Clock::now() >= deadline) return false;
    take_breath();
  }
  return true;
}

}  // namespace rtpengine::harness
