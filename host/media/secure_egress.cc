// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/secure_egress.h"

#include <utility>

namespace rtpengine::media {
namespace {

template <typename Sender, typename Variant>
bool set(Variant& sender, const SrtpKeying& keying, KeyHolder holder) {
  auto* known = std::get_if<Sender>(&sender);
  if (known != nullptr && holder == KeyHolder::same) return known->rekey(keying);
  auto made = Sender::make(keying);
  if (made) sender = *std::move(made);
  return made.has_value();
}

}  // namespace

bool SecureEgress::set_keys(const SrtpKeying& keying, KeyHolder holder) {
  // The same keys with indices from the beginning would be a keystream used twice.
  if (keying_ && *keying_ == keying) return true;
  if (keying_ && keying_->master == keying.master) holder = KeyHolder::same;
  const bool done = use_ == SrtpUse::rtp ? set<SrtpSender>(sender_, keying, holder)
                                         : set<SrtcpSender>(sender_, keying, holder);
  if (done) keying_ = keying;
  return done;
}

std::optional<DropReason> SecureEgress::protect(net::Packet& packet) {
  SrtpOutcome outcome = SrtpOutcome::done;
  if (auto* rtp = std::get_if<SrtpSender>(&sender_)) {
    outcome = rtp->protect(packet);
  } else if (auto* rtcp = std::get_if<SrtcpSender>(&sender_)) {
    outcome = rtcp->protect(packet);
  } else {
    return DropReason::no_sending_keys;
  }
  if (outcome == SrtpOutcome::done) return std::nullopt;
  return drop_reason(outcome);
}

void SecureEgress::describe(base::Fields& fields) {
  if (auto* rtp = std::get_if<SrtpSender>(&sender_)) rtp->describe(fields);
  if (auto* rtcp = std::get_if<SrtcpSender>(&sender_)) rtcp->describe(fields);
}

}  // namespace rtpengine::media
