// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an agent is told when it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "candidate.h"
#include "credentials.h"

namespace rtpengine::ice {

/// Monotonic time, and spans of it, in microseconds.
using Micros = std::int64_t;
inline constexpr Micros kNever = std::numeric_limits<Micros>::max();
inline constexpr Micros kMillisecond = 1000;
inline constexpr Micros kSecond = 1000 * kMillisecond;

enum class Role : std::uint8_t { controlling, controlled };

constexpr Role other(Role role) noexcept {
  return role == Role::controlling ? Role::controlled : Role::controlling;
}

struct Timing {
  Micros pacing = 50 * kMillisecond;  ///< Ta: between the first sending of one check and another
  Micros rto = 500 * kMillisecond;    ///< until the first repetition; then twice as long each time
  unsigned requests = 7;              ///< Rc (RFC 8489 section 6.2.1)
  unsigned last_wait = 16;            ///< Rm: after the last request, in RTOs
  Micros nomination_delay = 100 * kMillisecond;  ///< how long a better pair is waited for
  Micros patience = 39500 * kMillisecond;        ///< no failure earlier (RFC 8863)
  Micros switch_after = 5 * kSecond;  ///< later nominations of a lower pair are a change of mind
  Micros consent_interval = 5 * kSecond;  ///< times 0.8 to 1.2 (RFC 7675)
  Micros consent_expiry = 30 * kSecond;
};

struct Limits {
  std::size_t pairs = 100;  ///< RFC 8445 section 6.1.2.5
  std::size_t remote_candidates = 64;
  std::size_t peer_reflexive = 8;
  std::size_t transactions = 100;
  std::size_t early_requests = 8;  ///< kept from before the party's description is known
};

struct Config {
  Role role = Role::controlling;
  std::uint64_t tie_breaker = 0;  ///< random; the same in all agents of one participant
  Credentials local;
  std::vector<Candidate> candidates;  ///< ours: each is a socket, and known by its index
  bool aggressive = false;            ///< nominate with each check (RFC 5245 section 8.1.1.2)
  std::string software;               ///< of SOFTWARE; empty: none; at most 128 bytes
  Timing timing;
  Limits limits;
};

}  // namespace rtpengine::ice
