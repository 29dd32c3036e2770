// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/dialogue.h"

namespace rtpengine::call {
namespace {

/// A party without a tag whose peer is this one: an offer was sent to it, nobody answered yet.
Participant* tagless_peer_of(const Call& call, const Participant& party) {
  if (party.peer() != nullptr && party.peer()->tag().empty()) return party.peer();
  for (const auto& participant : call.participants()) {
    if (participant->peer() == &party && participant->tag().empty()) return participant.get();
  }
  return nullptr;
}

/// The party that goes by this branch and belongs to a dialogue with `party`.
Participant* branch_peer_of(const Call& call, const Participant& party, std::string_view branch) {
  if (branch.empty()) return nullptr;
  for (const auto& participant : call.participants()) {
    if (participant->peer() == &party && participant->via_branch() == branch) {
      return participant.get();
    }
  }
  return nullptr;
}

bool has_signalled(const Participant& participant) {
  for (const auto& media : participant.all_media()) {
    if (media->signalled()) return true;
  }
  return false;
}

Participant& offer_sender(Call& call, const Request& request) {
  if (Participant* known = call.find_tag(request.from_tag)) return *known;
  // The called side speaks up before it answered: it is the peer that has no tag yet.
  if (const Participant* other = call.find_tag(request.to_tag)) {
    if (Participant* tagless = tagless_peer_of(call, *other)) {
      tagless->set_tag(request.from_tag);
      return *tagless;
    }
  }
  return call.add_participant(request.from_tag);
}

Participant& offer_receiver(Call& call, Participant& sender, const Request& request) {
  if (!request.to_tag.empty()) {
    if (request.to_tag == sender.tag() && sender.peer() != nullptr) return *sender.peer();
    Participant* known = call.find_tag(request.to_tag);
    if (known != nullptr && known != &sender) return *known;
    if (Participant* tagless = tagless_peer_of(call, sender)) {
      tagless->set_tag(request.to_tag);
      return *tagless;
    }
    return call.add_participant(request.to_tag);
  }
  if (!request.via_branch.empty()) {
    if (auto* known = branch_peer_of(call, sender, request.via_branch)) return *known;
    Participant* peer = sender.peer();
    if (peer == nullptr || !peer->via_branch().empty()) return call.add_participant({});
    peer->set_via_branch(request.via_branch);
    return *peer;
  }
  return sender.peer() != nullptr ? *sender.peer() : call.add_participant({});
}

Participant& answer_sender(Call& call, Participant& receiver, const Request& request) {
  Participant* known = call.find_tag(request.to_tag);
  if (known != nullptr && known != &receiver) return *known;
  if (known == &receiver && receiver.peer() != nullptr) return *receiver.peer();
  Participant* sender = branch_peer_of(call, receiver, request.via_branch);
  // A branch that was answered already under another tag was forked again further on.
  if (sender != nullptr && !sender->tag().empty()) sender = nullptr;
  if (sender == nullptr) sender = tagless_peer_of(call, receiver);
  if (sender == nullptr) return call.add_participant(request.to_tag);
  sender->set_tag(request.to_tag);
  return *sender;
}

void settle_offer(Participant& sender, Participant& receiver, bool to_tag_given) {
  receiver.set_peer(&sender);
  // A further branch does not interrupt the dialogue that is already up.
  const Participant* active = sender.peer();
  if (active == nullptr || active == &receiver || to_tag_given || !has_signalled(*active)) {
    sender.set_peer(&receiver);
  }
}

}  // namespace

void share_ports(Participant& from, Participant& to) {
  for (const auto& media : from.all_media()) {
    Media& mine = to.media(media->index());
    if (mine.ports().selected() != nullptr) continue;
    mine.take_ports_of(*media);
    mine.set_mux_offered(media->mux_offered());
    if (const Sdes* sdes = media->find_sdes()) mine.sdes().share_offer_of(*sdes);
  }
  if (to.interface() == nullptr) to.set_interface(from.interface());
}

Parties find_parties(Call& call, const Request& request, MessageKind kind) {
  Parties parties;
  if (kind == MessageKind::offer) {
    parties.sender = &offer_sender(call, request);
    parties.receiver = &offer_receiver(call, *parties.sender, request);
    if (!request.via_branch.empty() && parties.receiver->via_branch().empty()) {
      parties.receiver->set_via_branch(request.via_branch);
    }
    settle_offer(*parties.sender, *parties.receiver, !request.to_tag.empty());
  } else {
    Participant* receiver = call.find_tag(request.from_tag);
    parties.receiver = receiver ? receiver : &call.add_participant(request.from_tag);
    parties.sender = &answer_sender(call, *parties.receiver, request);
    Participant* before = parties.receiver->peer();
    if (before != parties.sender) parties.shares_ports_of = before;
    parties.sender->set_peer(parties.receiver);
    parties.receiver->set_peer(parties.sender);
  }
  return parties;
}

}  // namespace rtpengine::call
