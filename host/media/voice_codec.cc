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

// Planning values of ITU-T G.113 (09/2024, the same since 11/2007); "ours" is an estimate of our
// own, for which G.113 has nothing. Of a codec with several rates the common one counts.
constexpr std::array kCodecs{
    // Ie and Bpl of table I.4: G.711 with the concealment of its appendix I, G.723.1 at 6.3 kbit/s,
    // G.729A, GSM EFR.
    Entry{VoiceCodec::pcmu, "PCMU", {0, 25.1}},
    Entry{VoiceCodec::pcma, "PCMA", {0, 25.1}},
    Entry{VoiceCodec::g723, "G723", {15, 16.1}},
    Entry{VoiceCodec::g729, "G729", {11, 19}},
    Entry{VoiceCodec::gsm_efr, "GSM-EFR", {5, 10}},

    // Ie of table I.1. Bpl ours: of GSM that of EFR, with frames and concealment alike; of G.728
    // that of G.723.1, a CELP codec, too; of G.726 between G.711 with concealment and without
    // it (4.3), since its decoder takes a while to recover.
    Entry{VoiceCodec::gsm, "GSM", {20, 10}},
    Entry{VoiceCodec::g728, "G728", {7, 16.1}},
    Entry{VoiceCodec::g726_16, "G726-16", {50, 10}},
    Entry{VoiceCodec::g726_24, "G726-24", {25, 10}},
    Entry{VoiceCodec::g726_32, "G726-32", {7, 10}},
    Entry{VoiceCodec::g726_40, "G726-40", {2, 10}},

    // Ours. AMR: its mode of 12.2 kbit/s is the algorithm of GSM EFR. Speex: CELP at about the
    // quality of G.729. iLBC: the same, but no frame needs the one before, so that it bears more.
    Entry{VoiceCodec::amr, "AMR", {5, 10}},
    Entry{VoiceCodec::speex, "speex", {11, 19}},
    Entry{VoiceCodec::ilbc, "iLBC", {11, 32}},

    // Ie,wb of table IV.1, at one ear: AMR-WB (G.722.2) at 12.65 kbit/s, G.722 at 64, G.722.1 at
    // 32. Bpl,wb of AMR-WB is that of table IV.4, at both ears, since there is none for one; of
    // the other two it is ours, and the same.
    Entry{VoiceCodec::amr_wb, "AMR-WB", {13, 4.3, kWideband}},
    Entry{VoiceCodec::g722, "G722", {13, 4.3, kWideband}},
    Entry{VoiceCodec::g722_1, "G7221", {13, 4.3, kWideband}},

    // Ours. G.113 has EVS on the fullband scale only: Bpl is Bpl,fb of appendix V at 24.4 kbit/s,
    // and Ie,wb that of a good AMR-WB mode (18.25 kbit/s). Opus is of the same kind, and taken to
    // be alike.
    Entry{VoiceCodec::evs, "EVS", {5, 11.4, kWideband}},
    Entry{VoiceCodec::opus, "opus", {5, 11.4, kWideband}},
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
