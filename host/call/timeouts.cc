// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/timeouts.h"

#include <algorithm>

namespace rtpengine::call {
namespace {

/// How long a stream may be without packets, and what it is called if that is over.
struct Limit {
  base::Time duration;  ///< 0: for ever
  EndReason reason;
};

Limit limit_for(const Media& media, const media::PacketStream& stream, const Settings& settings) {
  if (!media.receives() || media.ports().selected() == nullptr) {
    return {settings.silent_timeout, EndReason::silent_timeout};
  }
  if (stream.learner().destination().size == 0) {
    return {settings.offer_timeout, EndReason::offer_timeout};
  }
  return {settings.timeout, EndReason::timeout};
}

/// Whether a limit is over. Calls are looked at once a second, at any moment of it; the nearest
/// look is to end the call, so a limit of n seconds ends it after n - 0.5 to n + 0.5 seconds.
bool reached(base::Time age, base::Time limit) { return age + base::kSecond / 2 >= limit; }

bool alive(const Call& call, const media::PacketStream& stream, base::Time limit, base::Time now) {
  if (limit == 0) return true;
  const base::Time since = std::max(stream.received().last_packet, call.created());
  return !reached(now - since, limit);
}

/// The reason of the first stream, if no stream is alive.
std::optional<EndReason> all_silent(const Call& call, const Settings& settings, base::Time now) {
  std::optional<EndReason> reason;
  for (const auto& participant : call.participants()) {
    for (const auto& media : participant->all_media()) {
      for (const media::PacketStream* stream : {&media->rtp(), &media->rtcp()}) {
        const Limit limit = limit_for(*media, *stream, settings);
        if (alive(call, *stream, limit.duration, now)) return std::nullopt;
        if (!reason) reason = limit.reason;
      }
    }
  }
  if (reason) return reason;
  // A call without any media: there is nothing but its age to go by.
  const bool over = reached(now - call.created(), settings.timeout);
  return over ? std::optional(EndReason::timeout) : std::nullopt;
}

bool deletion_over(const Call& call, base::Time now) {
  if (!call.deleted()) return false;
  return std::all_of(call.participants().begin(), call.participants().end(),
                     [&](const auto& participant) { return participant->deleted_until <= now; });
}

}  // namespace

std::optional<EndReason> why_over(const Call& call, const Settings& settings, base::Time now) {
  if (deletion_over(call, now)) return EndReason::deleted;
  if (settings.final_timeout != 0 && reached(now - call.created(), settings.final_timeout)) {
    return EndReason::final_timeout;
  }
  if (call.deleted()) return std::nullopt;
  return all_silent(call, settings, now);
}

void release_deleted(Call& call, base::Time now) {
  bool released = false;
  for (const auto& participant : call.participants()) {
    if (participant->deleted_until == 0 || participant->deleted_until > now) continue;
    for (const auto& media : participant->all_media()) {
      released = released || media->ports().selected() != nullptr;
      media->switch_off();
    }
  }
  // Nobody may go on sending from a port that is given back, not even in the kernel.
  if (released) call.compile_routes();
}

}  // namespace rtpengine::call
