// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the listeners count, each datagram under one outcome.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rtpengine::ng {

enum class Outcome : std::uint8_t {
  submitted,        ///< given to the host
  refused,          ///< answered with an error: not a request
  repeated,         ///< answered from the cache
  in_work,          ///< repetition of a request in work
  busy,             ///< too many requests waiting
  no_cookie,        ///< dropped: no cookie to answer with
  not_allowed,      ///< dropped: from an address that `control-allow` does not list
  no_return,        ///< dropped: nobody can be answered there (port 0)
  no_memory,        ///< dropped: no memory to receive it
  reply_lost,       ///< a reply could not be sent
  reply_too_large,  ///< replaced by an error
  cache_overflow,   ///< older replies were forgotten before their time
  count_,
};

/// Names for log lines, in the order of Outcome.
inline constexpr std::array<const char*, static_cast<std::size_t>(Outcome::count_)> kOutcomeNames =
    {"submitted", "refused",    "repeated",        "in-work",
     "busy",      "no-cookie",  "not-allowed",     "no-return",
     "no-memory", "reply-lost", "reply-too-large", "cache-overflow"};

/// Any thread.
class Counters {
 public:
  void add(Outcome outcome) noexcept {
    values_[static_cast<std::size_t>(outcome)].fetch_add(1, std::memory_order_relaxed);
  }
  std::uint64_t get(Outcome outcome) const noexcept {
    return values_[static_cast<std::size_t>(outcome)].load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Outcome::count_)> values_ = {};
};

}  // namespace rtpengine::ng
