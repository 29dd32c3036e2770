// SPDX-License-Identifier: GPL-3.0-or-later
#include "negotiator.h"

#include <string_view>

#include <rtpengine/author.h>
#include <rtpengine/value_view.h>

namespace rtpengine::ice {
namespace {

/// Whether a feature or the host has switched the media off.
bool is_on(SdpBody* body, std::uint32_t media) {
  SdpMedia line = {};
  return body->media(media, &line) == Status::ok && line.port != 0;
}

/// An offer may require one port for RTP and RTCP, which then is what a=rtcp names.
bool shows_one_port(SdpBody* body, std::uint32_t media) {
  SdpMedia line = {};
  SdpLine rtcp = {};
  if (body->media(media, &line) != Status::ok) return false;
  if (body->find_attribute(media, slice("rtcp-mux"), 0, &rtcp) != Status::ok) return false;
  if (body->find_attribute(media, slice("rtcp"), 0, &rtcp) != Status::ok) return false;
  const std::string_view port = view(rtcp.value).substr(0, view(rtcp.value).find(' '));
  return port == std::to_string(line.port);
}

}  // namespace

MediaStates::MediaStates(const Services& services) : services_(services) {
  for (std::uint32_t i = 0; i < services.loop->worker_count(); ++i) {
    deadlines_.push_back(std::make_unique<author::Deadlines>(services.loop, i));
  }
}

MediaIce* MediaStates::find(CallHandle call, std::uint32_t participant, std::uint32_t media) const {
  return static_cast<MediaIce*>(services_.states->get(call, participant, media));
}

MediaIce* MediaStates::get(CallHandle call, std::uint32_t participant, std::uint32_t media) {
  if (MediaIce* found = find(call, participant, media)) return found;
  auto made = std::make_unique<MediaIce>(services_, *deadlines_[worker_of(call)],
                                         MediaPlace{call, participant, media});
  const Status kept = services_.states->set(call, participant, media, made.get(), this);
  return kept == Status::ok ? made.release() : nullptr;
}

Negotiator::Wish Negotiator::wish_of(Negotiation* negotiation) {
  const std::string_view word = get_text(negotiation->arguments(), "ICE");
  if (word == "remove") return Wish::remove;
  if (word == "force") return Wish::force;
  if (word == "optional") return Wish::optional;
  if (word == "force-relay" || word == "force relay" || word == "force_relay") {
    return Wish::force_relay;
  }
  return Wish::none;
}

Status Negotiator::on_received(Negotiation* negotiation) noexcept {
  return author::guard(
      [&] {
        SdpBody* const body = negotiation->body();
        if (body == nullptr) return;
        const Wish wish = wish_of(negotiation);
        for (std::uint32_t i = 0; i < body->media_count(); ++i) receive(negotiation, i, wish);
      },
      [&](std::string_view text) { negotiation->say(slice(text)); });
}

Status Negotiator::on_outgoing(Negotiation* negotiation) noexcept {
  return author::guard(
      [&] {
        SdpBody* const body = negotiation->body();
        if (body == nullptr) return;
        const Wish wish = wish_of(negotiation);
        for (std::uint32_t i = 0; i < body->media_count(); ++i) show(negotiation, i, wish);
      },
      [&](std::string_view text) { negotiation->say(slice(text)); });
}

/// Note what is said, and leave to the parties what they will see of each other.
void Negotiator::receive(Negotiation* negotiation, std::uint32_t media, Wish wish) {
  const CallHandle call = negotiation->call();
  PartyIce said = read_ice(negotiation->body(), media);
  MediaIce* sender = states_.find(call, negotiation->sender(), media);
  MediaIce* receiver = states_.find(call, negotiation->receiver(), media);
  const bool asked = wish == Wish::force || wish == Wish::force_relay;
  const bool nothing_to_do = said.lines.empty() && !asked && sender == nullptr &&
                             receiver == nullptr && services_.ice_default != IceDefault::seed;
  if (nothing_to_do) return;
  if (sender == nullptr) sender = states_.get(call, negotiation->sender(), media);
  if (receiver == nullptr) receiver = states_.get(call, negotiation->receiver(), media);
  if (sender == nullptr || receiver == nullptr) return;
  sender->party = std::move(said);
  const Plan plan = negotiation->kind() == MessageKind::offer
                        ? plan_offer(*sender, *receiver, wish)
                        : plan_answer(*sender, *receiver, wish);
  if (plan == Plan::passed) negotiation->leave(media, leave_keys);
  if (plan == Plan::passed_as_relay) negotiation->leave(media, leave_keys | leave_addresses);
}

Negotiator::Plan Negotiator::plan_offer(const MediaIce& sender, const MediaIce& receiver,
                                        Wish wish) const {
  const bool used = sender.party.uses_ice();
  switch (wish) {
    case Wish::remove:
      return Plan::none;
    case Wish::force:
      return receiver.declined ? Plan::none : Plan::own;
    case Wish::force_relay:
      return used ? Plan::passed_as_relay : Plan::own;
    case Wish::optional:
      if (used) return Plan::passed;
      return receiver.declined ? Plan::none : Plan::own;
    case Wish::none:
      break;
  }
  switch (services_.ice_default) {
    case IceDefault::seed:
      // Who has an agent of ours is not sent past us.
      if (used && !sender.has_agent() && !receiver.has_agent()) return Plan::passed;
      return receiver.declined ? Plan::none : Plan::own;
    case IceDefault::optional:
      if (receiver.declined) return Plan::none;
      return used || receiver.has_agent() || receiver.party.uses_ice() ? Plan::own : Plan::none;
    case IceDefault::remove:
      break;
  }
  return Plan::none;
}

/// An offerer gets ICE if it offered it, and the other party's if that was shown its own.
Negotiator::Plan Negotiator::plan_answer(const MediaIce& sender, const MediaIce& receiver,
                                         Wish wish) const {
  if (wish == Wish::remove) return Plan::none;
  // Who offered no ICE leaves it unread.
  if (!receiver.party.uses_ice()) return wish == Wish::force ? Plan::own : Plan::none;
  if (sender.passes) {
    if (!sender.party.uses_ice()) return wish == Wish::force ? Plan::own : Plan::none;
    return wish == Wish::force_relay ? Plan::passed_as_relay : Plan::passed;
  }
  const bool by_default = wish == Wish::none || wish == Wish::optional;
  return by_default && services_.ice_default == IceDefault::remove ? Plan::none : Plan::own;
}

void Negotiator::show(Negotiation* negotiation, std::uint32_t media, Wish wish) {
  const CallHandle call = negotiation->call();
  MediaIce* sender = states_.find(call, negotiation->sender(), media);
  MediaIce* receiver = states_.find(call, negotiation->receiver(), media);
  if (sender == nullptr || receiver == nullptr) return;
  if (!is_on(negotiation->body(), media)) {
    sender->end();
    receiver->end();
    return;
  }
  if (negotiation->kind() == MessageKind::offer) {
    show_offer(negotiation, media, *sender, *receiver, wish);
  } else {
    show_answer(negotiation, media, *sender, *receiver, wish);
  }
}

void Negotiator::show_offer(Negotiation* negotiation, std::uint32_t media, MediaIce& sender,
                            MediaIce& receiver, Wish wish) {
  if (negotiation->has_flag(slice("reset")) != 0) receiver.forget();
  const Plan plan = plan_offer(sender, receiver, wish);
  receiver.passes = plan == Plan::passed || plan == Plan::passed_as_relay;
  if (plan == Plan::own) {
    receiver.begin(Role::controlling);
  } else {
    receiver.end();
  }
  if (receiver.passes) receiver.open();
  write(negotiation, media, sender, receiver, plan);
}

void Negotiator::show_answer(Negotiation* negotiation, std::uint32_t media, MediaIce& sender,
                             MediaIce& receiver, Wish wish) {
  const Plan plan = plan_answer(sender, receiver, wish);
  take_answer(negotiation, media, sender);
  receiver.passes = plan == Plan::passed || plan == Plan::passed_as_relay;
  // What the offerer was shown of the other one holds for both.
  if (sender.passes && !receiver.passes) sender.passes = false;
  if (plan != Plan::own) {
    receiver.end();
    if (receiver.passes) receiver.open();
  } else {
    receiver.answer_restart();
    receiver.begin(Role::controlled);
  }
  write(negotiation, media, sender, receiver, plan);
  if (plan == Plan::own) receiver.meet(one_port(negotiation, negotiation->receiver(), media));
}

/// What the sender of an answer makes of the ICE that it was offered.
void Negotiator::take_answer(Negotiation* negotiation, std::uint32_t media, MediaIce& sender) {
  if (sender.passes) return;
  if (!sender.party.uses_ice()) {
    sender.declined = sender.declined || sender.has_agent();
    sender.end();
    return;
  }
  sender.declined = false;
  if (!sender.has_agent()) {
    // One offer reached several: this one has seen the same credentials.
    const MediaIce* branch = find_branch(negotiation, media);
    if (branch == nullptr) return;
    const Credentials shared = branch->credentials();
    sender.begin(Role::controlling, &shared);
  }
  sender.meet(one_port(negotiation, negotiation->sender(), media));
}

/// Another party that was offered the same by the receiver of this answer; null: none.
const MediaIce* Negotiator::find_branch(Negotiation* negotiation, std::uint32_t media) const {
  CallInfo call = {};
  services_.calls->describe(negotiation->call(), &call);
  for (std::uint32_t i = 0; i < call.participant_count; ++i) {
    if (i == negotiation->sender() || i == negotiation->receiver()) continue;
    ParticipantInfo info = {};
    services_.calls->describe_participant(negotiation->call(), i, &info);
    const MediaIce* other = states_.find(negotiation->call(), i, media);
    if (other != nullptr && other->has_agent() && info.peer == negotiation->receiver()) {
      return other;
    }
  }
  return nullptr;
}

void Negotiator::write(Negotiation* negotiation, std::uint32_t media, const MediaIce& sender,
                       const MediaIce& receiver, Plan plan) const {
  const bool one = one_port(negotiation, negotiation->receiver(), media) ||
                   shows_one_port(negotiation->body(), media);
  if (plan == Plan::own) receiver.write(negotiation->body(), media, one);
  if (!receiver.passes) return;
  const bool relay = plan == Plan::passed_as_relay;
  const CandidateType type = relay ? CandidateType::relayed : CandidateType::host;
  write_passed(negotiation->body(), media, sender.party, relay,
               receiver.candidates_below(sender.party, type, one));
}

bool Negotiator::one_port(Negotiation* negotiation, std::uint32_t participant,
                          std::uint32_t media) const {
  MediaInfo info = {};
  services_.calls->describe_media(negotiation->call(), participant, media, &info);
  return (info.flags & media_mux) != 0;
}

}  // namespace rtpengine::ice
