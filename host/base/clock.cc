// SPDX-License-Identifier: GPL-3.0-or-later
//
// Time, read from the system's clocks.
#include "base/clock.h"

#include <time.h>

namespace rtpengine::base {

namespace {

std::int64_t read_clock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * kSecond + now.tv_nsec / 1000;
}

}  // namespace

Time monotonic_now() { return read_clock(CLOCK_MONOTONIC); }

std::int64_t wall_clock_now() { return read_clock(CLOCK_REALTIME); }

}  // namespace rtpengine::base
