// SPDX-License-Identifier: GPL-3.0-or-later
//
// Priorities of candidates and pairs (RFC 8445 sections 5.1.2 and 6.1.2.3).
#pragma once

#include <cstdint>
#include <span>

#include "candidate.h"

namespace rtpengine::ice {

/// 126 host, 110 peer reflexive, 100 server reflexive, 0 relayed: those that the RFC recommends.
std::uint32_t type_preference(CandidateType type) noexcept;

/// Of a candidate of our own; `position`: of its address in the logical interface, the primary 0.
std::uint32_t candidate_priority(CandidateType type, std::uint32_t position,
                                 Component component) noexcept;

/// What a check from this candidate names: its priority, were it peer reflexive (section 7.1.1).
std::uint32_t check_priority(std::uint32_t candidate_priority) noexcept;

/// Of a pair.
std::uint64_t pair_priority(std::uint32_t controlling, std::uint32_t controlled) noexcept;

/// Priorities for candidates of our own that join those of a party in its description, all below
/// all of these: distinct, and in the order of addresses and components that candidate_priority
/// gives.
class PrioritiesBelow {
 public:
  /// `present`: those of the party; `addresses`: how many addresses of ours will join them.
  PrioritiesBelow(std::span<const Candidate> present, std::uint32_t addresses) noexcept;

  /// Of the address at `position`, less than `addresses`.
  std::uint32_t at(std::uint32_t position, Component component) const noexcept;

  /// False if a party has used so low priorities that there is no room below them in what the RFC
  /// allows (1 to 2^31 - 1): then ours are the lowest there are, yet not all below.
  bool below() const noexcept { return below_; }

 private:
  std::uint32_t addresses_;
  std::uint32_t top_ = 0;  ///< type and local preference of position 0; or, if packed, its priority
  bool packed_ = false;    ///< two neighbouring values for each address
  bool below_ = true;
};

}  // namespace rtpengine::ice
