// SPDX-License-Identifier: GPL-3.0-or-later
//
// Priorities.

#include "priority.h"

#include <algorithm>

namespace rtpengine::ice {
namespace {

std::uint32_t component_part(Component component) noexcept {
  return 256 - static_cast<std::uint32_t>(component);
}

}  // namespace

std::uint32_t type_preference(CandidateType type) noexcept {
  switch (type) {
    case CandidateType::host:
      return 126;
    case CandidateType::peer_reflexive:
      return 110;
    case CandidateType::server_reflexive:
      return 100;
    case CandidateType::relayed:
      break;
  }
  return 0;
}

std::uint32_t candidate_priority(CandidateType type, std::uint32_t position,
                                 Component component) noexcept {
  const std::uint32_t local_preference = 65535 - std::min(position, 65535u);
  return type_preference(type) << 24 | local_preference << 8 | component_part(component);
}

std::uint32_t check_priority(std::uint32_t candidate_priority) noexcept {
  return (candidate_priority & 0xffffff) | type_preference(CandidateType::peer_reflexive) << 24;
}

std::uint64_t pair_priority(std::uint32_t controlling, std::uint32_t controlled) noexcept {
  const std::uint64_t low = std::min(controlling, controlled);
  const std::uint64_t high = std::max(controlling, controlled);
  return (low << 32) + 2 * high + (controlling > controlled ? 1 : 0);
}

PrioritiesBelow::PrioritiesBelow(std::span<const Candidate> present,
                                 std::uint32_t addresses) noexcept
    : addresses_(std::max(addresses, 1u)) {
  if (present.empty()) {
    top_ = candidate_priority(CandidateType::host, 0, Component::rtp) >> 8;
    return;
  }
  const auto lowest = std::min_element(
      present.begin(), present.end(),
      [](const Candidate& a, const Candidate& b) { return a.priority < b.priority; });
  // One local preference lower for each address; the type's preference lends where they run out.
  const std::uint32_t preferences = lowest->priority >> 8;
  if (preferences >= addresses_) {
    top_ = preferences - 1;
    return;
  }
  packed_ = true;
  below_ = lowest->priority > 2 * addresses_;
  top_ = below_ ? lowest->priority - 1 : 2 * addresses_;
}

std::uint32_t PrioritiesBelow::at(std::uint32_t position, Component component) const noexcept {
  const std::uint32_t index = std::min(position, addresses_ - 1);
  if (!packed_) return (top_ - index) << 8 | component_part(component);
  return top_ - 2 * index - (component == Component::rtp ? 0 : 1);
}

}  // namespace rtpengine::ice
