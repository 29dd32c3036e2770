// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/secure_ingress.h"

namespace rtpengine::media {

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

std::optional<DropReason> SecureIngress::unprotect(net::Packet& packet) {
  const auto outcome =
      receivers_.apply([&packet](auto& receiver) { return receiver.unprotect(packet); });
  if (!outcome) return DropReason::no_keys;
  if (*outcome == SrtpOutcome::done) return std::nullopt;
  return drop_reason(*outcome);
}

}  // namespace rtpengine::media
