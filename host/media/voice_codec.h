// SPDX-License-Identifier: GPL-3.0-or-later
//
// Codecs of speech, as far as it matters for how it sounds when it has lost packets.
#pragma once

#include <cstdint>
#include <string_view>

namespace rtpengine::media {

enum class VoiceCodec : std::uint8_t {
  none,  ///< no speech, or not known how it sounds
  pcmu,
  pcma,
  g722,
  g723,
  g726_16,
  g726_24,
  g726_32,
  g726_40,
  g728,
  g729,
  g722_1,
  gsm,
  gsm_efr,
  amr,
  amr_wb,
  evs,
  ilbc,
  speex,
  opus,
};

/// The one with this encoding name of SDP, in any case; none for others.
VoiceCodec voice_codec(std::string_view encoding);
/// Its encoding name; empty for none.
std::string_view to_string(VoiceCodec codec);

/// What a codec does to speech (ITU-T G.113).
struct Impairment {
  double equipment = 0;        ///< Ie (of wideband codecs Ie,wb): without loss
  double loss_robustness = 1;  ///< Bpl: the more, the better lost packets are concealed
  bool wideband = false;       ///< the scale of G.107.1
};

/// The codec is not none.
Impairment impairment_of(VoiceCodec codec);

}  // namespace rtpengine::media
