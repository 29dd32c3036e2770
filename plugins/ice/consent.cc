// SPDX-License-Identifier: GPL-3.0-or-later
//
// Consent freshness.

#include "consent.h"

#include <algorithm>

namespace rtpengine::ice {

void Consent::start(std::uint32_t local, const Endpoint& remote, const Credentials& ours,
                    const Credentials& theirs, Micros now, Micros first_wait) {
  running_ = true;
  local_ = local;
  remote_ = remote;
  ours_ = ours;
  theirs_ = theirs;
  last_answer_ = now;
  next_ = now + first_wait;
  sent_ = 0;
}

void Consent::sent(const TransactionId& id, Micros now, Micros wait) noexcept {
  ids_[sent_++ % ids_.size()] = id;
  next_ = now + wait;
}

bool Consent::owns(const TransactionId& id) const noexcept {
  if (!running_) return false;
  const auto* const end = ids_.begin() + std::min(sent_, ids_.size());
  return std::find(ids_.begin(), end, id) != end;
}

void Consent::answered(Micros now) noexcept { last_answer_ = now; }

Micros Consent::next_due(const Timing& timing) const noexcept {
  return running_ ? std::min(next_, last_answer_ + timing.consent_expiry) : kNever;
}

Micros randomized(Micros interval, std::uint16_t random) noexcept {
  return interval * 8 / 10 + interval * 4 / 10 * random / 65535;
}

}  // namespace rtpengine::ice
