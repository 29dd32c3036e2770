// SPDX-License-Identifier: GPL-3.0-or-later
//
// How well the RTP of one participant gets along: to us, as we see it ourselves, and from us to the
// other party, as that reports it by RTCP. What operators are shown of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/value_tree.h"
#include "call/media.h"

namespace rtpengine::call {

/// What came from the participant, over all of its sources.
struct QualityBeforeUs {
  media::Reception reception;
  /// Packets that the kernel forwarded: they are in nothing else of this, since only their number
  /// is known.
  std::uint64_t not_measured = 0;
  media::VoiceCodec codec = media::VoiceCodec::none;
  std::optional<double> score;  ///< of what arrives here; none: no speech, or nothing measured
};
/// Nothing: no RTP came, or too little to tell.
std::optional<QualityBeforeUs> quality_before_us(const Media& media);

/// What the other party says of what it gets of it.
struct QualityAfterUs {
  std::uint32_t reports = 0;
  base::Time last_report = 0;
  std::uint64_t reported_lost = 0;       ///< on the whole way
  double reported_loss = 0;              ///< 0 to 1
  std::optional<std::uint64_t> lost;     ///< behind us; none: it is not known what was before us
  double loss = 0;                       ///< 0 to 1, of what we sent
  std::optional<base::Time> jitter;      ///< on the whole way
  std::optional<base::Time> round_trip;  ///< between us and the other party
  std::optional<double> score;           ///< at the end of the whole way
};
/// Nothing: it reported nothing.
std::optional<QualityAfterUs> quality_after_us(const Media& media);

/// As a dictionary `quality`, if anything is known.
void describe_quality(const Media& media, const base::DictionaryBuilder& stream);

/// For a line of the log; begins with a comma, or is empty.
std::string quality_text(const Media& media);

}  // namespace rtpengine::call
