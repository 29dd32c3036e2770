// SPDX-License-Identifier: GPL-3.0-or-later
//
// Consent of a party to be sent media on its selected pair (RFC 7675); at the same time the
// keepalive that NATs need. One for each component.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <rtpengine/types.h>

#include "config.h"
#include "credentials.h"
#include "stun.h"

namespace rtpengine::ice {

class Consent {
 public:
  /// Begin, or begin anew, on a pair just selected, with the credentials of its generation.
  void start(std::uint32_t local, const Endpoint& remote, const Credentials& ours,
             const Credentials& theirs, Micros now, Micros first_wait);
  void stop() noexcept { running_ = false; }
  bool running() const noexcept { return running_; }

  std::uint32_t local() const noexcept { return local_; }
  const Endpoint& remote() const noexcept { return remote_; }
  const Credentials& ours() const noexcept { return ours_; }
  const Credentials& theirs() const noexcept { return theirs_; }

  /// Whether a request is due; it is sent once, never repeated.
  bool due(Micros now) const noexcept { return running_ && now >= next_; }
  /// A request with this id goes out now; the next one after `wait`.
  void sent(const TransactionId& id, Micros now, Micros wait) noexcept;
  /// Whether the id is that of one of the last requests.
  bool owns(const TransactionId& id) const noexcept;
  /// A request was answered.
  void answered(Micros now) noexcept;
  bool expired(Micros now, const Timing& timing) const noexcept {
    return running_ && now - last_answer_ >= timing.consent_expiry;
  }
  Micros next_due(const Timing& timing) const noexcept;

 private:
  bool running_ = false;
  std::uint32_t local_ = 0;
  Endpoint remote_ = {};
  Credentials ours_;
  Credentials theirs_;
  Micros next_ = kNever;
  Micros last_answer_ = 0;
  /// Of requests of the last 30 s: a late answer is an answer.
  std::array<TransactionId, 8> ids_ = {};
  std::size_t sent_ = 0;
};

/// The interval times 0.8 to 1.2, by 16 random bits.
Micros randomized(Micros interval, std::uint16_t random) noexcept;

}  // namespace rtpengine::ice
