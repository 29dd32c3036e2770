// SPDX-License-Identifier: GPL-3.0-or-later
//
// Time, in one unit everywhere: microseconds.
#pragma once

#include <cstdint>

namespace rtpengine::base {

/// Microseconds on the monotonic clock (CLOCK_MONOTONIC).
using Time = std::int64_t;

inline constexpr Time kMillisecond = 1000;
inline constexpr Time kSecond = 1000 * kMillisecond;

/// Monotonic time now. Any thread.
Time monotonic_now();

/// Microseconds since the UNIX epoch. Any thread. For what people and peers read; never for
/// intervals.
std::int64_t wall_clock_now();

}  // namespace rtpengine::base
