// SPDX-License-Identifier: GPL-3.0-or-later
//
// The state machine behind a stream's destination.
#include "media/learning.h"

#include "net/address_fields.h"

namespace rtpengine::media {

namespace {

const net::SocketAddress kNowhere;

/// Whether packets may be expected to come from the signalled address as it is written.
bool can_be_reached(const LearningInput& input) {
  const net::IpAddress& address = input.signalled.address;
  if (!address || address.is_unspecified() || address.is_multicast() || address.is_broadcast())
    return false;
  return !input.interface_is_public ||
         !(address.is_private() || address.is_link_local() || address.is_loopback());
}

/// `received from`, where it says anything about the stream: media and signalling may use
/// different families, and then it does not.
bool has_signalling_address(const LearningInput& input) {
  return input.received_from && !input.received_from.is_unspecified() &&
         input.received_from.family == input.signalled.address.family;
}

net::SocketAddress destination_as_signalled(const net::Endpoint& signalled) {
  if (!signalled || signalled.address.is_unspecified()) return {};
  return net::SocketAddress(signalled);
}

}  // namespace

std::string_view to_string(SourceClass source_class) {
  switch (source_class) {
    case SourceClass::none:
      return "none";
    case SourceClass::first:
      return "first source";
    case SourceClass::signalling:
      return "address of the signalling";
    case SourceClass::address:
      return "signalled address, other port";
    case SourceClass::exact:
      return "signalled address and port";
    case SourceClass::proven:
      return "proven by ICE or SRTP";
  }
  return "none";
}

std::string_view to_string(LearningState state) {
  switch (state) {
    case LearningState::none:
      return "none";
    case LearningState::fixed:
      return "fixed";
    case LearningState::open:
      return "open";
    case LearningState::settled:
      return "settled";
  }
  return "none";
}

void LearningInput::describe(base::Fields& fields) {
  fields.choice("mode", mode, LearningMode::safe);
  net::describe(fields, "signalled", signalled);
  net::describe(fields, "received from", received_from);
  fields.flag("interface is public", interface_is_public);
  fields.flag("strict source", strict_source);
  fields.flag("media handover", media_handover);
  fields.flag("asymmetric", asymmetric);
}

void Learner::describe(base::Fields& fields) {
  fields.flag("confirmed", confirmed_);
  fields.choice("class", class_, SourceClass::proven);
  fields.number("rank", rank_);
  fields.flag("signalled usable", signalled_usable_);
  net::describe(fields, "accepted", accepted_);
  net::describe(fields, "destination", destination_);
  net::describe(fields, "last refused", last_refused_);
  fields.number("refused packets", refused_packets_);
  fields.time("deadline", deadline_);
  fields.time("since", since_);
  fields.object("input", [&] { input_.describe(fields); });
  fields.list("proven", proven_, kMaxProven,
              [&fields](net::SocketAddress& source) { net::describe(fields, "source", source); });
}

bool Learner::signal(const LearningInput& said, base::Time now) {
  const bool first_time = deadline_ == 0;
  LearningInput input = said;
  // To be told less is no reason to admit more.
  if (!input.received_from && input.signalled.address == input_.signalled.address)
    input.received_from = input_.received_from;
  const bool restart = first_time || must_restart(input);
  const bool same_endpoint = !first_time && input.signalled == input_.signalled &&
                             input.asymmetric == input_.asymmetric && input.mode == input_.mode;
  input_ = input;
  signalled_usable_ = can_be_reached(input);
  if (restart || !confirmed_) deadline_ = now + kLearningTime;
  if (!restart) return false;

  since_ = now;
  class_ = SourceClass::none;
  rank_ = 0;
  confirmed_ = false;
  accepted_ = {};
  if (same_endpoint) return false;

  proven_.clear();
  const net::SocketAddress before = destination_;
  destination_ = destination_as_signalled(input.signalled);
  const bool learns_nothing =
      input.mode == LearningMode::off || (input.asymmetric && input.mode != LearningMode::safe);
  if (learns_nothing && destination_.size != 0) {
    class_ = SourceClass::exact;
    confirm(destination_);
  }
  return !destination_.same_as(before);
}

bool Learner::must_restart(const LearningInput& input) const {
  if (input.signalled != input_.signalled || input.mode != input_.mode ||
      input.asymmetric != input_.asymmetric)
    return true;
  if (input.mode != LearningMode::safe) return false;
  if (can_be_reached(input) != signalled_usable_) return true;
  // An endpoint that the media address itself vouches for is not shaken by signalling that took
  // another way.
  return class_ < SourceClass::address && input.received_from != input_.received_from;
}

Admission Learner::consider(const net::SocketAddress& source, base::Time now) {
  const SourceClass before = class_;
  const Admission admission = decide(source, now);
  if (admission.moved || admission.confirmed || class_ != before) since_ = now;
  return admission;
}

Admission Learner::decide(const net::SocketAddress& source, base::Time now) {
  if (nothing_signalled()) return {};
  if (confirmed_) return consider_stranger(source);
  if (input_.signalled.port == 0) {
    const bool refused = input_.mode == LearningMode::safe && classify(source) == SourceClass::none;
    return refused ? refuse(source) : Admission{};
  }
  if (input_.asymmetric) return consider_asymmetric(source);
  switch (input_.mode) {
    case LearningMode::off:
      return {};
    case LearningMode::immediate:
      return learn_at_once(source, true);
    case LearningMode::delayed:
      return learn_at_once(source, now >= deadline_);
    case LearningMode::heuristic:
      return learn_heuristic(source, now);
    case LearningMode::safe:
      return learn_safe(source, now);
  }
  return {};
}

/// The endpoint is settled, and this is not the source that its packets come from.
Admission Learner::consider_stranger(const net::SocketAddress& source) {
  if (input_.asymmetric) return consider_asymmetric(source);
  if (is_proven(source)) return {};
  if (input_.media_handover && class_ != SourceClass::proven) {
    Admission admission;
    admission.moved = move_to(source);
    accepted_ = source;
    class_ = input_.mode == LearningMode::safe ? classify(source) : SourceClass::none;
    return admission;
  }
  return checks_admission() ? refuse(source) : Admission{};
}

/// The destination stays the signalled one; only the source is remembered.
Admission Learner::consider_asymmetric(const net::SocketAddress& source) {
  if (checks_admission() && classify(source) == SourceClass::none) return refuse(source);
  Admission admission;
  admission.confirmed = confirm(source);
  return admission;
}

Admission Learner::learn_at_once(const net::SocketAddress& source, bool final) {
  Admission admission;
  admission.moved = move_to(source);
  if (final) admission.confirmed = confirm(source);
  return admission;
}

Admission Learner::learn_heuristic(const net::SocketAddress& source, base::Time now) {
  const net::Endpoint endpoint = source.endpoint();
  std::uint8_t rank = 1;
  if (endpoint.address == input_.signalled.address) rank += 2;
  if (endpoint.port == input_.signalled.port) rank += 1;

  Admission admission;
  if (rank > rank_) {
    admission.moved = move_to(source);
    rank_ = rank;
  }
  constexpr std::uint8_t kExact = 4;
  if (rank != kExact && now < deadline_) return admission;
  confirm(destination_);
  const bool moved = admission.moved;
  if (!source.same_as(destination_)) admission = consider_stranger(source);
  admission.moved |= moved;
  admission.confirmed = true;
  return admission;
}

Admission Learner::learn_safe(const net::SocketAddress& source, base::Time now) {
  if (settle(now)) {
    Admission admission;
    if (!source.same_as(accepted_)) admission = consider_stranger(source);
    admission.confirmed = true;
    return admission;
  }
  const SourceClass found = classify(source);
  if (found == SourceClass::none) return refuse(source);

  Admission admission;
  if (found <= class_) return admission;  // admitted, but no better than the one we have
  admission.moved = move_to(source);
  class_ = found;
  if (found >= SourceClass::exact || found == SourceClass::first || now >= deadline_)
    admission.confirmed = confirm(source);
  return admission;
}

Admission Learner::refuse(const net::SocketAddress& source) {
  last_refused_ = source;
  refused_packets_++;
  return {.forward = false, .moved = false, .confirmed = false};
}

bool Learner::admits(const net::SocketAddress& source) const {
  if (nothing_signalled() || !checks_admission()) return true;
  if (confirmed_ && source.same_as(accepted_)) return true;
  if (is_proven(source)) return true;
  if (confirmed_ && !input_.asymmetric) return false;
  // Before, `strict source` does not look at sources.
  const bool by_class = confirmed_ || input_.mode == LearningMode::safe;
  return !by_class || classify(source) != SourceClass::none;
}

Admission Learner::note_validated(const net::SocketAddress& source, base::Time now) {
  remember_proven(source);
  if (nothing_signalled() || input_.signalled.port == 0) return {};
  if (input_.asymmetric || input_.mode == LearningMode::off) return consider(source, now);
  if (class_ == SourceClass::proven && !input_.media_handover) return {};
  return select(source, now);
}

Admission Learner::select(const net::SocketAddress& source, base::Time now) {
  remember_proven(source);
  Admission admission;
  admission.moved = move_to(source);
  class_ = SourceClass::proven;
  admission.confirmed = confirm(source);
  since_ = now;
  return admission;
}

bool Learner::settle(base::Time now) {
  if (confirmed_ || deadline_ == 0 || now < deadline_ || input_.asymmetric) return false;
  const bool found = (input_.mode == LearningMode::safe && class_ != SourceClass::none) ||
                     (input_.mode == LearningMode::heuristic && rank_ != 0);
  if (!found || !confirm(destination_)) return false;
  since_ = now;
  return true;
}

LearningState Learner::state() const {
  if (deadline_ == 0 || (nothing_signalled() && !confirmed_)) return LearningState::none;
  if (input_.asymmetric || input_.mode == LearningMode::off) return LearningState::fixed;
  return confirmed_ ? LearningState::settled : LearningState::open;
}

net::Endpoint Learner::endpoint() const {
  return destination_.size == 0 ? net::Endpoint{} : destination_.endpoint();
}

SourceCheck Learner::source_check() const {
  if (input_.asymmetric) {
    const bool known = signalled_usable_ || has_signalling_address(input_);
    return checks_admission() && known ? SourceCheck::ask : SourceCheck::none;
  }
  if (input_.media_handover) return SourceCheck::ask;
  if (!checks_admission()) return SourceCheck::none;
  return class_ == SourceClass::proven ? SourceCheck::ask : SourceCheck::drop;
}

const net::SocketAddress& Learner::expected_source() const {
  return source_check() == SourceCheck::none ? kNowhere : accepted_;
}

/// Whether sources are refused at all; in the seed's modes once the endpoint is settled.
bool Learner::checks_admission() const {
  return input_.mode == LearningMode::safe || input_.strict_source;
}

SourceClass Learner::classify(const net::SocketAddress& source) const {
  if (is_proven(source)) return SourceClass::proven;
  const net::Endpoint endpoint = source.endpoint();
  if (signalled_usable_ && endpoint.address == input_.signalled.address)
    return endpoint.port == input_.signalled.port ? SourceClass::exact : SourceClass::address;
  if (!has_signalling_address(input_))
    return signalled_usable_ ? SourceClass::none : SourceClass::first;
  return endpoint.address == input_.received_from ? SourceClass::signalling : SourceClass::none;
}

bool Learner::is_proven(const net::SocketAddress& source) const {
  for (const net::SocketAddress& proven : proven_)
    if (proven.size != 0 && proven.same_as(source)) return true;
  return false;
}

void Learner::remember_proven(const net::SocketAddress& source) {
  if (is_proven(source)) return;
  if (proven_.size() == kMaxProven) proven_.erase(proven_.begin());
  proven_.push_back(source);
}

bool Learner::move_to(const net::SocketAddress& source) {
  if (destination_.same_as(source)) return false;
  destination_ = source;
  return true;
}

/// True if the endpoint was not confirmed before.
bool Learner::confirm(const net::SocketAddress& source) {
  accepted_ = source;
  const bool before = confirmed_;
  confirmed_ = true;
  return !before;
}

}  // namespace rtpengine::media
