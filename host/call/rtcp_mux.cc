// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/rtcp_mux.h"

namespace rtpengine::call {

MuxOffer mux_towards_answerer(bool offerer_has_mux, const RtcpMuxWords& offer_words) {
  if (offer_words.require) return MuxOffer::required;
  if (offer_words.offer) return MuxOffer::offered;
  if (offerer_has_mux && !offer_words.demux) return MuxOffer::offered;
  return MuxOffer::none;
}

bool mux_towards_offerer(bool offerer_has_mux, bool answerer_has_mux,
                         const RtcpMuxWords& offer_words, const RtcpMuxWords& answer_words) {
  if (!offerer_has_mux || offer_words.reject || answer_words.reject) return false;
  if (offer_words.accept || offer_words.demux || answer_words.accept) return true;
  return answerer_has_mux;
}

}  // namespace rtpengine::call
