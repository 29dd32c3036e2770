// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/key_agreement.h"

namespace rtpengine::call {
namespace {

/// From another address than before there may be another device.
bool has_moved(const SignalledMedia& signalled, const Media& media) {
  return media.signalled() && !(signalled.rtp == media.rtp_endpoint());
}

void note_offer(const SignalledMedia& signalled, const SignalledKeys& keys, Media& mine) {
  if (keys.sdes().usable.empty() && mine.find_sdes() == nullptr) return;
  mine.sdes().note_offer(keys.sdes().usable, has_moved(signalled, mine));
}

/// Keys under a plain profile, for those who can use them (RFC 8643): to be passed on as such,
/// unless the proxy has said what is to be spoken.
bool is_opportunistic(const SignalledMedia& signalled, const SignalledKeys& keys,
                      const Request& request) {
  return !signalled.secure && !keys.sdes().usable.empty() && request.transport_protocol.empty();
}

/// From now on it is plain. If it is secured again the keys are new: with those of before indices
/// would be used again.
void end_keys(Sdes& sdes) {
  if (!sdes.agreed()) return;
  sdes.end();
  sdes.expect_another();
}

/// The offerer gets the keys that it offered something for.
void accept_offer(const Media& mine, Media& theirs) {
  if (theirs.find_sdes() == nullptr) return;
  Sdes& sdes = theirs.sdes();
  if (sdes.offered_by_it().empty() || theirs.keyed_by_plugin()) {
    end_keys(sdes);
    return;
  }
  const SdesAgreement* other = mine.keys();
  sdes.accept(other ? std::optional(other->theirs.suite) : std::nullopt);
}

}  // namespace

SignalledKeys::SignalledKeys(const SignalledMedia& signalled, const Media& media) {
  if (!signalled.is_rtp || signalled.off() || signalled.by_name_only) return;
  if (signalled.leaves_keys) {
    opaque_ = signalled.may_encrypt;
    return;
  }
  sdes_ = read_sdes(signalled.crypto);
  if (!signalled.secure || !sdes_.usable.empty() || media.keyed_by_plugin()) return;
  opaque_ = signalled.uses_dtls;
  missing_ = !opaque_;
}

std::string SignalledKeys::why_missing() const {
  if (sdes_.skipped.empty()) return "it is to be secured, but offers neither SDES nor DTLS";
  std::string text = "none of its keys can be used";
  char before = ':';
  for (const std::string& reason : sdes_.skipped) {
    text += before + (" " + reason);
    before = ',';
  }
  return text;
}

bool can_translate(const SignalledMedia& signalled, const SignalledKeys& keys, const Media& theirs,
                   const sdp::Transport& to) {
  if (signalled.leaves_keys) return to.secure == signalled.secure;
  if (keys.opaque()) return to.secure;
  // Of what runs in DTLS the keys do not come by SDES.
  const bool from_dtls = sdp::classify_transport(signalled.protocol).dtls;
  return !to.secure || !to.dtls || from_dtls || theirs.keyable_by_plugin();
}

std::string offer_keys(const SignalledMedia& signalled, const SignalledKeys& keys, Media& mine,
                       Media& theirs, std::string_view protocol, const Request& request,
                       const SdesPolicy& policy, bool another) {
  note_offer(signalled, keys, mine);
  if (another && theirs.find_sdes() != nullptr) theirs.sdes().expect_another();
  const sdp::Transport transport = sdp::classify_transport(protocol);
  const bool leave = keys.opaque() || signalled.leaves_keys;
  const bool secure = transport.secure && !leave;
  const bool needs_sdes = secure && !theirs.keyable_by_plugin();
  // What runs in DTLS has its keys from there.
  const bool fitting =
      secure ? needs_sdes || !transport.dtls : !leave && is_opportunistic(signalled, keys, request);
  if (!fitting || request.sdes.off) {
    if (theirs.find_sdes() != nullptr) theirs.sdes().withdraw_offer();
    return needs_sdes ? "SDES is switched off, and nothing else provides keys" : "";
  }
  theirs.sdes().make_offer(keys.sdes().usable, request.sdes, policy);
  const bool none = theirs.sdes().offered_to_it().empty();
  return none && needs_sdes ? "no crypto suite is left that could be offered" : "";
}

std::string answer_keys(const SignalledMedia& signalled, const SignalledKeys& keys, Media& mine,
                        Media& theirs) {
  const bool offered = mine.find_sdes() != nullptr && !mine.find_sdes()->offered_to_it().empty();
  bool agreed = false;
  if (offered && !mine.keyed_by_plugin()) {
    agreed = mine.sdes().take_answer(keys.sdes().usable, has_moved(signalled, mine));
  } else if (mine.find_sdes() != nullptr) {
    end_keys(mine.sdes());
  }
  accept_offer(mine, theirs);
  if (!signalled.secure || keys.opaque() || agreed || mine.keyed_by_plugin()) return "";
  return "its answer accepts no keys that it was offered";
}

std::vector<std::string> shown_crypto(const Media& theirs, MessageKind kind,
                                      base::Base64Padding padding) {
  std::vector<std::string> values;
  const Sdes* sdes = theirs.find_sdes();
  if (sdes == nullptr) return values;
  if (kind == MessageKind::offer) {
    for (const SdesLine& line : sdes->offered_to_it()) values.push_back(to_string(line, padding));
  } else if (const SdesAgreement* keys = theirs.keys()) {
    values.push_back(to_string(SdesLine{keys->tag, keys->ours}, padding));
  }
  return values;
}

}  // namespace rtpengine::call
