// SPDX-License-Identifier: GPL-3.0-or-later
//
// The agent as a STUN server (RFC 8445 section 7.3): what the party, or somebody else, asks.

#include <algorithm>

#include "agent.h"
#include "endpoint.h"

namespace rtpengine::ice {

PacketFate Agent::on_packet(std::uint32_t local, const Endpoint& source, Bytes bytes, Micros now) {
  StunMessage message;
  if (local >= list_.locals().size() || parse_stun(bytes, &message) != StunDefect::none ||
      message.method != kBinding) {
    return PacketFate::malformed;
  }
  if (message.kind == StunClass::indication) return PacketFate::ignored;
  const PacketFate fate = message.kind == StunClass::request
                              ? on_request(local, source, message, now)
                              : on_response(local, source, message, now);
  // What it has made possible is done at once: nomination, completion.
  choose_nominations(now);
  judge(now);
  return fate;
}

void Agent::answer(std::uint32_t local, const Endpoint& source, const StunWriter& answer) {
  if (!answer.bytes().empty()) static_cast<void>(host_->send(local, source, answer.bytes()));
}

/// Unsigned: who asks has shown no credentials. Never longer than what was asked.
void Agent::refuse(std::uint32_t local, const Endpoint& source, const StunMessage& request,
                   StunError error) {
  const StunWriter refusal = make_error(request, error, {});
  if (refusal.bytes().size() <= request.bytes.size()) answer(local, source, refusal);
}

PacketFate Agent::on_request(std::uint32_t local, const Endpoint& source,
                             const StunMessage& request, Micros now) {
  if (const auto error = check_credentials(request, config_.local)) {
    if (previous_local_ && !check_credentials(request, *previous_local_)) {
      if (!is_from(request, previous_remote_)) return PacketFate::ignored;
      // Consent of the generation whose pair is still in use; it changes nothing in this one.
      answer(local, source,
             make_success(request, source, previous_local_->password, config_.software));
      return PacketFate::answered;
    }
    refuse(local, source, request, *error);
    return PacketFate::refused;
  }
  // A party that restarts checks its new candidates against our old credentials until it has our
  // answer. Told that they are good, Chromium (156) stays with that pair and never uses the new.
  if (has_remote_ && !is_from(request, remote_)) return PacketFate::ignored;
  const std::string_view password = config_.local.password;
  if (request.unknown.count != 0) {
    answer(local, source, make_error(request, StunError::unknown_attribute, password));
    return PacketFate::malformed;
  }
  const Component component = list_.locals()[local].component;
  if (!request.priority && !list_.find_remote(component, source)) {
    answer(local, source, make_error(request, StunError::bad_request, password));
    return PacketFate::malformed;
  }
  if (!settle_role(request)) {
    answer(local, source, make_error(request, StunError::role_conflict, password));
    return PacketFate::answered;
  }
  answer(local, source, make_success(request, source, password, config_.software));
  return note_request({local, source, request.priority.value_or(1), request.use_candidate}, now);
}

/// Section 7.3.1.1. False: the party is to change its role.
bool Agent::settle_role(const StunMessage& request) noexcept {
  if (remote_lite_) return true;
  const bool controlling = config_.role == Role::controlling;
  const auto& claimed = controlling ? request.controlling : request.controlled;
  if (!claimed) return true;
  const bool ours_is_larger = config_.tie_breaker >= *claimed;
  // Of two controlling the larger stays; of two controlled the larger becomes controlling.
  if (ours_is_larger == controlling) return false;
  switch_role(other(config_.role));
  return true;
}

PacketFate Agent::note_request(const EarlyRequest& request, Micros now) {
  const Component component = list_.locals()[request.local].component;
  if (!list_.uses(component)) return PacketFate::answered;
  if (!has_remote_) {
    const bool known = std::any_of(early_.begin(), early_.end(), [&](EarlyRequest& early) {
      if (early.local != request.local || !same(early.source, request.source)) return false;
      early.use_candidate = early.use_candidate || request.use_candidate;
      return true;
    });
    if (known) return PacketFate::answered;
    if (early_.size() >= config_.limits.early_requests) return PacketFate::limited;
    early_.push_back(request);
    return PacketFate::answered;
  }
  const auto remote = list_.learn_remote(component, request.source, request.priority);
  Pair* pair = remote ? list_.pair_of(request.local, *remote) : nullptr;
  if (pair == nullptr) return PacketFate::limited;
  // Section 7.3.1.4; but a check that was just sent is not begun anew, else a party that asks more
  // often than its answers take would never be seen to answer.
  const bool under_way =
      pair->state == PairState::in_progress && transactions_.fresh(pair->id, now);
  if (pair->state != PairState::succeeded && !under_way) list_.trigger(*pair);
  if (request.use_candidate && config_.role == Role::controlled) note_nomination(*pair, now);
  return PacketFate::answered;
}

/// Section 7.3.1.5; and a party that has nominated a pair long ago may want another now. That one
/// is checked once more, so that a repeated old packet moves nothing to where nobody is.
void Agent::note_nomination(Pair& pair, Micros now) {
  ComponentState& component = at(pair.component);
  const bool in_force = component.pair != 0 && component.consent.running();
  if (component.pair == pair.id && in_force) {
    component.nominated_at = now;
    return;
  }
  if (pair.state != PairState::succeeded) {
    pair.nominate_on_success = true;
    return;
  }
  const bool late = in_force && now - component.nominated_at >= config_.timing.switch_after;
  if (late) {
    pair.nominated = pair.nominate_on_success = true;
    list_.trigger(pair);
  } else {
    nominate(pair, false, now);
  }
}

}  // namespace rtpengine::ice
