// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is wrong with a call, or explains why somebody hears nothing, as far as it can be told from
// what signalling said and packets did. Reads the call only, and changes nothing in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "call/call.h"

namespace rtpengine::call {

/// The words are a promise to clients; docs/operation.md has them.
enum class Cause : std::uint8_t {
  // Nothing arrives, or not from where it may.
  no_packets,
  stopped,
  wrong_source,
  nat_address,
  advertised_private,
  unreachable,
  rate_limited,
  ice_unhandled,
  ice_unfinished,
  dtls_unhandled,
  dtls_unfinished,
  fingerprint_mismatch,
  not_rtp,
  // It arrives, and is of no use.
  codec_mismatch,
  profile_mismatch,
  srtp_no_keys,
  srtp_authentication,
  by_plugin,
  loss,
  // It cannot be sent on.
  no_address,
  forbidden_destination,
  send_failed,
  // What the parties or the operator want so.
  media_rejected,
  not_relayed,
  on_hold,
  receive_only,
  blocked,
  not_answered,
  not_offered,
  other_source,
};

inline constexpr std::size_t kCauseCount = std::size_t(Cause::other_source) + 1;

/// In words joined by hyphens, e.g. "wrong-source".
std::string_view to_string(Cause cause);
/// The cause of this word; by_plugin if there is none.
Cause cause_from(std::string_view word);

/// What is told of one media of one party: of what it sends, unless the cause is about its address.
struct Finding {
  Cause cause;
  bool fault;  ///< false: so it was asked for; it may explain silence all the same
  const Media* media;
  std::string text;  ///< one sentence, printable
};

/// So long after an offer or answer nobody is expected to send or to have been learned.
inline constexpr base::Time kSettlingTime = 5 * base::kSecond;
/// A party that sent before and now is silent for so long, in RTCP too, has stopped; shorter pauses
/// may be silence suppression.
inline constexpr base::Time kLongSilence = 30 * base::kSecond;

/// Whether one of the media was negotiated less than kSettlingTime ago.
bool is_settling(const Call& call, base::Time now);

/// Of the whole call, by party and media; of one media the most probable cause first. Worker's
/// thread.
std::vector<Finding> find_causes(const Call& call, base::Time now);

}  // namespace rtpengine::call
