// SPDX-License-Identifier: GPL-3.0-or-later
//
// How speech sounds to who hears it, estimated from what the network did to it: the E-model of
// ITU-T G.107, of wideband codecs that of G.107.1, with all that is not the network's at its
// default. Echo is taken to be cancelled. Pure; any thread.
#pragma once

#include "media/voice_codec.h"

namespace rtpengine::media {

/// What is known of the way from mouth to ear.
struct SpeechPath {
  VoiceCodec codec = VoiceCodec::none;
  double loss = 0;      ///< of all packets, 0 to 1, at random
  double delay_ms = 0;  ///< one way, the receiver's buffer included
};

/// R, up to 93.2 (narrowband) or 129 (wideband). The codec is not none.
double transmission_rating(const SpeechPath& path);

/// Mean opinion score of a conversation (MOS-CQE), 1 to 4.5. The codec is not none.
double mean_opinion_score(const SpeechPath& path);

}  // namespace rtpengine::media
