// SPDX-License-Identifier: GPL-3.0-or-later
#include "negotiator.h"

#include <string_view>

#include <rtpengine/author.h>
#include <rtpengine/value_view.h>

namespace rtpengine::dtls {
namespace {

/// The attributes of a section of its own.
Description read_dtls(SdpBody* body, std::uint32_t section) {
  Description said;
  SdpLine line = {};
  for (std::uint32_t i = 0; body->line(section, i, &line) == Status::ok; ++i) {
    if (line.type != 'a') continue;
    const std::string_view text = view(line.value);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) continue;
    said.add(text.substr(0, colon), text.substr(colon + 1));
  }
  return said;
}

bool is_secure(std::string_view protocol) {
  return protocol.find("/SAVP") != std::string_view::npos;
}

void write_dtls(SdpBody* body, std::uint32_t media, Setup setup, const std::string& fingerprint) {
  body->add_attribute(media, slice("setup"), slice(name_of(setup)));
  body->add_attribute(media, slice("fingerprint"), slice(fingerprint));
}

}  // namespace

MediaStates::MediaStates(const Services& services) : services_(services) {
  for (std::uint32_t i = 0; i < services.loop->worker_count(); ++i) {
    deadlines_.push_back(std::make_unique<author::Deadlines>(services.loop, i));
  }
}

MediaDtls* MediaStates::find(CallHandle call, std::uint32_t participant,
                             std::uint32_t media) const {
  return static_cast<MediaDtls*>(services_.states->get(call, participant, media));
}

MediaDtls* MediaStates::get(CallHandle call, std::uint32_t participant, std::uint32_t media) {
  if (MediaDtls* found = find(call, participant, media)) return found;
  auto made = std::make_unique<MediaDtls>(services_, *deadlines_[worker_of(call)],
                                          MediaPlace{call, participant, media});
  const Status kept = services_.states->set(call, participant, media, made.get(), this);
  return kept == Status::ok ? made.release() : nullptr;
}

Negotiator::Wish Negotiator::wish_of(Negotiation* negotiation) {
  const std::string_view word = get_text(negotiation->arguments(), "DTLS");
  Wish wish;
  wish.passive = word == "passive";
  wish.off = word == "off" || word == "no" || word == "disable" || word == "disabled";
  return wish;
}

Status Negotiator::on_received(Negotiation* negotiation) noexcept {
  return author::guard(
      [&] {
        SdpBody* const body = negotiation->body();
        if (body == nullptr) return;
        const Wish wish = wish_of(negotiation);
        const Description session = read_dtls(body, sdp_session);
        for (std::uint32_t i = 0; i < body->media_count(); ++i) {
          receive(negotiation, i, session, wish);
        }
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

void Negotiator::receive(Negotiation* negotiation, std::uint32_t media, const Description& session,
                         const Wish& wish) {
  const CallHandle call = negotiation->call();
  SdpMedia line = {};
  negotiation->body()->media(media, &line);
  const bool left = (negotiation->left(media) & leave_keys) != 0;
  Description said = over(session, read_dtls(negotiation->body(), media));
  if (left || !is_secure(view(line.protocol))) said = {};
  MediaDtls* sender = states_.find(call, negotiation->sender(), media);
  if (sender == nullptr && said.uses_dtls()) {
    sender = states_.get(call, negotiation->sender(), media);
    // One offer reached several: this one has seen what was shown to another.
    const bool answers = negotiation->kind() == MessageKind::answer;
    const MediaDtls* branch = answers ? find_branch(negotiation, media) : nullptr;
    if (sender != nullptr && branch != nullptr) sender->share_offer_of(*branch);
  }
  if (sender != nullptr) {
    sender->party = std::move(said);
    sender->prefers_passive = sender->prefers_passive || wish.passive;
  }
  if (left) {
    services_.keys->propose(call, negotiation->receiver(), media, 0);
    for (const std::uint32_t party : {negotiation->sender(), negotiation->receiver()}) {
      take_charge(negotiation, party, media, states_.find(call, party, media), false);
    }
  } else if (negotiation->kind() == MessageKind::offer) {
    receive_offer(negotiation, media, sender, wish);
  } else {
    receive_answer(negotiation, media, sender, wish);
  }
}

/// Another party that was offered the same by the receiver of this answer; null: none.
const MediaDtls* Negotiator::find_branch(Negotiation* negotiation, std::uint32_t media) const {
  CallInfo call = {};
  services_.calls->describe(negotiation->call(), &call);
  for (std::uint32_t i = 0; i < call.participant_count; ++i) {
    if (i == negotiation->sender() || i == negotiation->receiver()) continue;
    ParticipantInfo info = {};
    services_.calls->describe_participant(negotiation->call(), i, &info);
    const MediaDtls* other = states_.find(negotiation->call(), i, media);
    if (other != nullptr && other->offered && info.peer == negotiation->receiver()) return other;
  }
  return nullptr;
}

void Negotiator::receive_offer(Negotiation* negotiation, std::uint32_t media, MediaDtls* sender,
                               const Wish& wish) {
  const bool used = sender != nullptr && sender->party.uses_dtls();
  take_charge(negotiation, negotiation->sender(), media, sender, used);
  services_.keys->propose(negotiation->call(), negotiation->receiver(), media, wish.off ? 0 : 1);
}

/// DTLS goes before SDES with who accepts both, and with who has offered both.
void Negotiator::receive_answer(Negotiation* negotiation, std::uint32_t media, MediaDtls* sender,
                                const Wish& wish) {
  const bool accepted = sender != nullptr && sender->offered && sender->party.uses_dtls();
  take_charge(negotiation, negotiation->sender(), media, sender, accepted);
  MediaDtls* receiver = states_.find(negotiation->call(), negotiation->receiver(), media);
  const bool wanted = receiver != nullptr && receiver->party.uses_dtls() && !wish.off;
  take_charge(negotiation, negotiation->receiver(), media, receiver, wanted);
}

void Negotiator::take_charge(Negotiation* negotiation, std::uint32_t participant,
                             std::uint32_t media, MediaDtls* state, bool in_charge) {
  if (state == nullptr) return;
  if (in_charge) {
    services_.keys->expect(negotiation->call(), participant, media);
  } else if (state->in_charge) {
    services_.keys->withdraw(negotiation->call(), participant, media);
    state->end();
  }
  state->in_charge = in_charge;
}

MediaInfo Negotiator::info(Negotiation* negotiation, std::uint32_t participant,
                           std::uint32_t media) const {
  MediaInfo info = {};
  services_.calls->describe_media(negotiation->call(), participant, media, &info);
  return info;
}

void Negotiator::show(Negotiation* negotiation, std::uint32_t media, const Wish& wish) {
  SdpMedia line = {};
  const bool on = negotiation->body()->media(media, &line) == Status::ok && line.port != 0;
  if (!on || (negotiation->left(media) & leave_keys) != 0) return;
  if (negotiation->kind() == MessageKind::offer) {
    show_offer(negotiation, media, wish);
  } else {
    show_answer(negotiation, media, wish);
  }
}

void Negotiator::show_offer(Negotiation* negotiation, std::uint32_t media, const Wish& wish) {
  const MediaInfo towards = info(negotiation, negotiation->receiver(), media);
  MediaDtls* receiver = states_.find(negotiation->call(), negotiation->receiver(), media);
  const bool offer = !wish.off && is_secure(view(towards.protocol));
  if (receiver == nullptr && offer) {
    receiver = states_.get(negotiation->call(), negotiation->receiver(), media);
  }
  if (receiver == nullptr) return;
  receiver->offered = offer;
  if (offer) write_dtls(negotiation->body(), media, kOfferedSetup, receiver->fingerprint());
}

void Negotiator::show_answer(Negotiation* negotiation, std::uint32_t media, const Wish& wish) {
  MediaDtls* sender = states_.find(negotiation->call(), negotiation->sender(), media);
  MediaDtls* receiver = states_.find(negotiation->call(), negotiation->receiver(), media);
  const auto one_port = [&](std::uint32_t party) {
    return (info(negotiation, party, media).flags & media_mux) != 0;
  };
  if (sender != nullptr && sender->in_charge) {
    sender->meet(role_after_answer(sender->party.setup), one_port(negotiation->sender()));
  }
  if (receiver == nullptr || !receiver->in_charge) return;
  const bool passive = services_.passive || wish.passive || receiver->prefers_passive;
  const Setup ours = answer_setup(receiver->party.setup, passive, receiver->role());
  write_dtls(negotiation->body(), media, ours, receiver->fingerprint());
  receiver->meet(role_of_answerer(ours), one_port(negotiation->receiver()));
}

}  // namespace rtpengine::dtls
