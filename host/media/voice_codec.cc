// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/voice_codec.h"

#include <array>

#include "base/text.h"

namespace rtpengine::media {
namespace {

struct Entry {
  VoiceCodec codec;
  std::string_view encoding;
  Impairment impairment;
};

constexpr bool kWideband = true;

// Ie and Ie,wb are those of G.113 appendix I and IV, of a codec with several rates those of the
// rate that is common; Bpl of G.711 (with concealment), G.723.1, G.729A and GSM EFR too. What G.113
// does not have is estimated from codecs of the same kind: all Bpl of other codecs, and all of
// iLBC, Speex, EVS and Opus.
constexpr std::array kCodecs{
    Entry{VoiceCodec::pcmu, "PCMU", {0, 25.1}},
    Entry{VoiceCodec::pcma, "PCMA", {0, 25.1}},
    Entry{VoiceCodec::g722, "G722", {13, 10, kWideband}},
    Entry{VoiceCodec::g723, "G723", {15, 16.1}},
    Entry{VoiceCodec::g726_16, "G726-16", {50, 10}},
    Entry{VoiceCodec::g726_24, "G726-24", {25, 10}},
    Entry{VoiceCodec::g726_32, "G726-32", {7, 10}},
    Entry{VoiceCodec::g726_40, "G726-40", {2, 10}},
    Entry{VoiceCodec::g728, "G728", {7, 16}},
    Entry{VoiceCodec::g729, "G729", {11, 19}},
    Entry{VoiceCodec::g722_1, "G7221", {13, 10, kWideband}},
    Entry{VoiceCodec::gsm, "GSM", {20, 10}},
    Entry{VoiceCodec::gsm_efr, "GSM-EFR", {5, 10}},
    Entry{VoiceCodec::amr, "AMR", {5, 10}},
    Entry{VoiceCodec::amr_wb, "AMR-WB", {13, 10, kWideband}},
    Entry{VoiceCodec::evs, "EVS", {5, 15, kWideband}},
    Entry{VoiceCodec::ilbc, "iLBC", {11, 32}},
    Entry{VoiceCodec::speex, "speex", {11, 20}},
    Entry{VoiceCodec::opus, "opus", {5, 20, kWideband}},
};

}  // namespace

VoiceCodec voice_codec(std::string_view encoding) {
  // The same codec with its bits in another order (RFC 3551 section 4.5.4).
  constexpr std::string_view kOtherOrder = "AAL2-";
  if (base::iequals(encoding.substr(0, kOtherOrder.size()), kOtherOrder)) {
    encoding.remove_prefix(kOtherOrder.size());
  }
  for (const Entry& entry : kCodecs) {
    if (base::iequals(entry.encoding, encoding)) return entry.codec;
  }
  return VoiceCodec::none;
}

std::string_view to_string(VoiceCodec codec) {
  for (const Entry& entry : kCodecs) {
    if (entry.codec == codec) return entry.encoding;
  }
  return {};
}

Impairment impairment_of(VoiceCodec codec) {
  for (const Entry& entry : kCodecs) {
    if (entry.codec == codec) return entry.impairment;
  }
  return {};
}

}  // namespace rtpengine::media
