// SPDX-License-Identifier: GPL-3.0-or-later
#include "media_dtls.h"

#include <string>
#include <utility>

#include <rtpengine/value_view.h>

namespace rtpengine::dtls {
namespace {

const char* state_text(AssociationState state) {
  switch (state) {
    case AssociationState::waiting:
      return "waits for its description";
    case AssociationState::handshaking:
      return "is not finished";
    case AssociationState::established:
      return "is established";
    case AssociationState::failed:
      return "has failed";
    case AssociationState::closed:
      return "was ended by it";
  }
  return "is in a state that there is not";
}

}  // namespace

const std::string& MediaDtls::fingerprint() {
  if (context_ == nullptr) context_ = services_.contexts.current();
  return context_->fingerprint();
}

Role MediaDtls::role() const {
  return rtp_ != nullptr ? rtp_->association().role() : Role::undecided;
}

Leg& MediaDtls::leg(Component component) {
  std::unique_ptr<Leg>& leg = place_of(component);
  if (leg == nullptr) {
    fingerprint();
    const StreamRef stream = {place_.call, place_.participant, place_.media, component, 0};
    leg = std::make_unique<Leg>(services_, deadlines_, stream, context_);
  }
  return *leg;
}

void MediaDtls::meet(Role role, bool one_port) {
  leg(Component::rtp).set_remote(party, role);
  if (one_port) {
    rtcp_.reset();
  } else {
    leg(Component::rtcp).set_remote(party, role);
  }
}

void MediaDtls::end() {
  rtp_.reset();
  rtcp_.reset();
  context_.reset();
  offered = false;
}

bool MediaDtls::on_datagram(Component component, const Packet& packet, const Endpoint& source) {
  if (!offered && !in_charge) return false;
  return leg(component).on_datagram(packet, source);
}

void MediaDtls::on_path_changed(Component component) {
  if (const auto& leg = place_of(component)) leg->update_destination();
}

std::string MediaDtls::name() const {
  ParticipantInfo info = {};
  services_.calls->describe_participant(place_.call, place_.participant, &info);
  return "'" + std::string(view(info.tag)) + "' (media " + std::to_string(place_.media + 1) + ")";
}

void MediaDtls::report(MediaReport& out) const {
  if (!in_charge) return;
  out.flag(slice("DTLS-SRTP"));
  if (role() == Role::client) out.flag(slice("DTLS role active"));
  if (role() == Role::server) out.flag(slice("DTLS role passive"));
  if (rtp_ == nullptr) return;
  const AssociationState state = rtp_->association().state();
  std::string fact = std::string("Its DTLS ") + state_text(state);
  if (state == AssociationState::established && rtp_->suite() != nullptr) {
    fact += " (" + rtp_->association().version() + ", " + rtp_->suite() + ")";
  }
  out.fact(slice(fact + "."));
  // While the keys of before are good nothing is wrong, unless others are not to come.
  const bool keyed = rtp_->suite() != nullptr && state != AssociationState::failed;
  if (state == AssociationState::established || keyed) return;
  const bool mismatch = rtp_->failure() == Failure::wrong_certificate;
  std::string text = "DTLS with " + name() + " " + state_text(state);
  if (rtp_->failure() != Failure::none) text += std::string(": ") + describe(rtp_->failure());
  if (!rtp_->detail().empty()) text += " (" + rtp_->detail() + ")";
  out.trouble(slice(mismatch ? "fingerprint-mismatch" : "dtls-unfinished"), slice(text + "."));
}

// --- state that moves
// -----------------------------------------------------------------------------

void MediaDtls::save(ValueWriter& out) const {
  out.integer(slice("offered"), offered ? 1 : 0);
  out.integer(slice("in charge"), in_charge ? 1 : 0);
  out.integer(slice("passive"), prefers_passive ? 1 : 0);
  out.text(slice("tls-id"), slice(party.tls_id));
  out.text(slice("setup"), slice(party.setup ? name_of(*party.setup) : ""));
  out.begin_list(slice("fingerprints"));
  for (const Fingerprint& one : party.fingerprints.all()) {
    out.text({}, slice(print_fingerprint(one)));
  }
  out.end();
}

bool MediaDtls::restore(const Value* saved) {
  Description said;
  said.tls_id = get_text(saved, "tls-id");
  said.setup = parse_setup(get_text(saved, "setup"));
  for (const Value& one : children(find(saved, "fingerprints"))) {
    if (said.add("fingerprint", text_of(&one)) != AttributeVerdict::taken) return false;
  }
  party = std::move(said);
  offered = get_integer(saved, "offered") != 0;
  in_charge = get_integer(saved, "in charge") != 0;
  prefers_passive = get_integer(saved, "passive") != 0;
  return true;
}

}  // namespace rtpengine::dtls
