// SPDX-License-Identifier: GPL-3.0-or-later
//
// What becomes of a=rtcp-mux between two parties (RFC 5761), as pure decisions.
//
//   the offerer offers | words            | towards the answerer
//   -------------------+------------------+---------------------
//   (either)           | require          | required
//   no                 | offer            | offered
//   no                 | anything else    | none
//   yes                | demux            | none
//   yes                | anything else    | offered
//
// The offerer gets it accepted if it offered it, and: never with `reject`; always with `accept` or
// `demux`; else if the answerer accepted it. What was not offered is never accepted on behalf.
#pragma once

#include "call/request.h"

namespace rtpengine::call {

enum class MuxOffer : unsigned char {
  none,
  offered,   ///< a=rtcp-mux beside an RTCP port of its own
  required,  ///< one port, as if the receiver had accepted already
};

/// What the answerer is shown.
MuxOffer mux_towards_answerer(bool offerer_has_mux, const RtcpMuxWords& offer_words);

/// Whether the offerer is answered with a=rtcp-mux. Words of the answer count like the offer's.
bool mux_towards_offerer(bool offerer_has_mux, bool answerer_has_mux,
                         const RtcpMuxWords& offer_words, const RtcpMuxWords& answer_words);

}  // namespace rtpengine::call
