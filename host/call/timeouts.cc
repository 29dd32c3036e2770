// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/timeouts.h"

#include <algorithm>

namespace rtpengine::call {
namespace {

base::Time limit_for(const Media& media, const media::PacketStream& stream,
                     const Settings& settings) {
  if (!media.receives() || media.ports().selected() == nullptr) return settings.silent_timeout;
  if (stream.learner().destination().size == 0) return settings.offer_timeout;
  return settings.timeout;
}

bool alive(const Call& call, const Media& media, const media::PacketStream& stream,
           const Settings& settings, base::Time now) {
  const base::Time limit = limit_for(media, stream, settings);
  if (limit == 0) return true;
  const base::Time since = std::max(stream.received().last_packet, call.created());
  // Ages are compared in whole seconds, so that a limit of n seconds ends in the nth.
  return (now - since + base::kSecond / 2) / base::kSecond < limit / base::kSecond;
}

bool any_stream_alive(const Call& call, const Settings& settings, base::Time now) {
  for (const auto& participant : call.participants()) {
    for (const auto& media : participant->all_media()) {
      if (alive(call, *media, media->rtp(), settings, now)) return true;
      if (alive(call, *media, media->rtcp(), settings, now)) return true;
    }
  }
  return false;
}

bool deletion_over(const Call& call, base::Time now) {
  if (!call.deleted()) return false;
  return std::all_of(call.participants().begin(), call.participants().end(),
                     [&](const auto& participant) { return participant->deleted_until <= now; });
}

}  // namespace

std::optional<EndReason> why_over(const Call& call, const Settings& settings, base::Time now) {
  if (deletion_over(call, now)) return EndReason::deleted;
  if (settings.final_timeout != 0 && now - call.created() >= settings.final_timeout) {
    return EndReason::final_timeout;
  }
  if (call.deleted() || any_stream_alive(call, settings, now)) return std::nullopt;
  return EndReason::timeout;
}

void release_deleted(Call& call, base::Time now) {
  for (const auto& participant : call.participants()) {
    if (participant->deleted_until == 0 || participant->deleted_until > now) continue;
    for (const auto& media : participant->all_media()) media->switch_off();
  }
}

}  // namespace rtpengine::call
