// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/secure_egress.h"

#include "media/secure_ingress.h"

namespace rtpengine::media {

bool SecureEgress::set_keys(const SrtpKeying& keying, KeyHolder holder) {
  // The same keys with indices from the beginning would be a keystream used twice.
  const auto& before = senders_.keying();
  if (before && before->master == keying.master) holder = KeyHolder::same;
  return senders_.set_keys(keying, holder);
}

std::optional<DropReason> SecureEgress::protect(net::Packet& packet) {
  const auto outcome = senders_.apply([&packet](auto& sender) { return sender.protect(packet); });
  if (!outcome) return DropReason::no_sending_keys;
  if (*outcome == SrtpOutcome::done) return std::nullopt;
  return drop_reason(*outcome);
}

}  // namespace rtpengine::media
