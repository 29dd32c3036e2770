// SPDX-License-Identifier: GPL-3.0-or-later
//
// What associations are told when they are made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace rtpengine::dtls {

/// Monotonic time, and spans of it, in microseconds.
using Micros = std::int64_t;
inline constexpr Micros kNever = std::numeric_limits<Micros>::max();
inline constexpr Micros kMillisecond = 1000;
inline constexpr Micros kSecond = 1000 * kMillisecond;

/// How much is known of where a datagram comes from. What comes from nowhere that signalling, ICE
/// or learning admit is `stranger`.
enum class Standing : std::uint8_t {
  stranger,
  admitted,  ///< may be the party: for instance its address with another port
  expected,  ///< the address and port that was signalled or learned
  proven,    ///< ICE has proved that the party receives there
};

inline constexpr std::size_t kStandings = 4;

struct Timing {
  Micros handshake = 30 * kSecond;  ///< until one that was begun by a party is given up
  Micros held = 60 * kSecond;       ///< how long one that is done waits for its fingerprint
  Micros patience = 40 * kSecond;   ///< until it is told that nothing comes
  Micros first_retry = kSecond;     ///< until a client tries again; twice as long each time
  Micros longest_retry = 60 * kSecond;
};

struct Limits {
  std::size_t candidates = 4;  ///< handshakes under way or held at once
  /// Handshakes that parties may begin: so many at once, then one for each interval. Counted apart
  /// for sources that are only admitted.
  unsigned burst = 8;
  Micros interval = 500 * kMillisecond;
};

}  // namespace rtpengine::dtls
