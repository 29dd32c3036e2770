// SPDX-License-Identifier: GPL-3.0-or-later
//
// The agent as a STUN client (RFC 8445 section 7.2.5): what the party answers.
//
// An answer from elsewhere than asked is ignored, where the RFC has the check fail: the check then
// runs into its time-out, unless the right answer comes. So nobody can end a check by repeating an
// answer from another address.

#include "agent.h"
#include "endpoint.h"

namespace rtpengine::ice {
namespace {

bool is_error(const StunMessage& response, StunError error) noexcept {
  return response.kind == StunClass::error &&
         response.error_code == static_cast<std::uint16_t>(error);
}

}  // namespace

PacketFate Agent::on_response(std::uint32_t local, const Endpoint& source,
                              const StunMessage& response, Micros now) {
  for (const Component component : kComponents) {
    if (at(component).consent.owns(response.id)) {
      return on_consent_response(component, local, source, response, now);
    }
  }
  const Transaction* found = transactions_.find(response.id);
  if (found == nullptr || found->local != local || !same(found->to, source)) {
    return PacketFate::stray;
  }
  if (!has_integrity(response, remote_.password)) {
    // Not signed, as such errors are (RFC 8489 section 9.1.3): a hint for people, no more.
    seen_refused_ = seen_refused_ || is_error(response, StunError::unauthenticated) ||
                    is_error(response, StunError::bad_request);
    return PacketFate::refused;
  }
  const bool success = response.kind == StunClass::success;
  if (success && response.mapped.family == AddressFamily::none) return PacketFate::malformed;
  const Transaction transaction = *found;
  transactions_.remove(transaction.id);
  if (!success || response.unknown.count != 0) {
    on_check_error(transaction, response);
  } else if (Pair* pair = list_.find(transaction.pair)) {
    seen_answer_ = true;
    succeed(*pair, transaction.use_candidate, now);
  }
  return PacketFate::matched;
}

void Agent::on_check_error(const Transaction& transaction, const StunMessage& response) {
  Pair* pair = list_.find(transaction.pair);
  if (is_error(response, StunError::role_conflict)) {
    // Section 7.2.5.1: unless the role was changed in the meantime.
    yield_role(transaction.role);
    pair = list_.find(transaction.pair);
    if (pair != nullptr) list_.trigger(*pair);
    return;
  }
  if (pair != nullptr && !transaction.cancelled) list_.finish(*pair, false);
}

/// Of a role that was refused: take the other one, with a new tie-breaker.
void Agent::yield_role(Role role) noexcept {
  if (config_.role != role || remote_lite_) return;
  switch_role(other(role));
  std::array<std::uint8_t, 8> bytes = {};
  host_->random(bytes);
  config_.tie_breaker = 0;
  for (const std::uint8_t byte : bytes) config_.tie_breaker = config_.tie_breaker << 8 | byte;
}

PacketFate Agent::on_consent_response(Component component, std::uint32_t local,
                                      const Endpoint& source, const StunMessage& response,
                                      Micros now) {
  Consent& consent = at(component).consent;
  if (local != consent.local() || !same(source, consent.remote())) return PacketFate::stray;
  if (!has_integrity(response, consent.theirs().password)) return PacketFate::refused;
  if (response.kind == StunClass::success) {
    consent.answered(now);
  } else if (is_error(response, StunError::forbidden)) {
    lose_consent(component, ConsentLoss::revoked);
  } else if (is_error(response, StunError::role_conflict)) {
    yield_role(config_.role);
  }
  return PacketFate::matched;
}

}  // namespace rtpengine::ice
