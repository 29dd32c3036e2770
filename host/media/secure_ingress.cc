// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/secure_ingress.h"

#include <utility>

namespace rtpengine::media {
namespace {

template <typename Receiver, typename Variant>
bool set(Variant& receiver, const SrtpKeying& keying, KeyHolder holder) {
  auto* known = std::get_if<Receiver>(&receiver);
  if (known != nullptr && holder == KeyHolder::same) return known->rekey(keying);
  auto made = Receiver::make(keying);
  if (made) receiver = *std::move(made);
  return made.has_value();
}

}  // namespace

DropReason drop_reason(SrtpOutcome outcome) {
  switch (outcome) {
    case SrtpOutcome::unknown_mki:
      return DropReason::unknown_mki;
    case SrtpOutcome::replayed:
      return DropReason::replayed;
    case SrtpOutcome::too_many_sources:
      return DropReason::too_many_sources;
    case SrtpOutcome::keys_used_up:
      return DropReason::keys_used_up;
    case SrtpOutcome::no_room:
      return DropReason::no_room;
    case SrtpOutcome::library_failed:
      return DropReason::crypto_failed;
    case SrtpOutcome::done:
    case SrtpOutcome::malformed:  // too short for a tag, as plain RTP may be
    case SrtpOutcome::not_authentic:
      break;
  }
  return DropReason::not_authentic;
}

bool SecureIngress::set_keys(const SrtpKeying& keying, KeyHolder holder) {
  if (keying_ && *keying_ == keying) return true;
  const bool done = use_ == SrtpUse::rtp ? set<SrtpReceiver>(receiver_, keying, holder)
                                         : set<SrtcpReceiver>(receiver_, keying, holder);
  if (done) keying_ = keying;
  return done;
}

std::optional<DropReason> SecureIngress::unprotect(net::Packet& packet) {
  SrtpOutcome outcome = SrtpOutcome::done;
  if (auto* rtp = std::get_if<SrtpReceiver>(&receiver_)) {
    outcome = rtp->unprotect(packet);
  } else if (auto* rtcp = std::get_if<SrtcpReceiver>(&receiver_)) {
    outcome = rtcp->unprotect(packet);
  } else {
    return DropReason::no_keys;
  }
  if (outcome == SrtpOutcome::done) return std::nullopt;
  return drop_reason(outcome);
}

void SecureIngress::describe(base::Fields& fields) {
  if (auto* rtp = std::get_if<SrtpReceiver>(&receiver_)) rtp->describe(fields);
  if (auto* rtcp = std::get_if<SrtcpReceiver>(&receiver_)) rtcp->describe(fields);
}

}  // namespace rtpengine::media
