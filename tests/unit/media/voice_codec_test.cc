// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/voice_codec.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace rtpengine::media {
namespace {

TEST(VoiceCodec, IsFoundByItsNameInAnyCase) {
  EXPECT_EQ(voice_codec("PCMU"), VoiceCodec::pcmu);
  EXPECT_EQ(voice_codec("pcma"), VoiceCodec::pcma);
  EXPECT_EQ(voice_codec("Opus"), VoiceCodec::opus);
  EXPECT_EQ(voice_codec("AMR-WB"), VoiceCodec::amr_wb);
}

TEST(VoiceCodec, IsTheSameWithItsBitsInAnotherOrder) {
  EXPECT_EQ(voice_codec("AAL2-G726-32"), VoiceCodec::g726_32);
}

TEST(VoiceCodec, IsNoneForWhatIsNoSpeech) {
  for (const auto* name : {"", "telephone-event", "CN", "VP8", "PCM", "AAL2-", "G729x"}) {
    EXPECT_EQ(voice_codec(name), VoiceCodec::none) << name;
  }
}

TEST(VoiceCodec, HasANameAndFiguresForEach) {
  for (int i = 1; i <= int(VoiceCodec::opus); ++i) {
    const auto codec = VoiceCodec(i);
    EXPECT_EQ(voice_codec(to_string(codec)), codec) << i;
    EXPECT_GE(impairment_of(codec).loss_robustness, 4.3) << i;
  }
  EXPECT_EQ(to_string(VoiceCodec::none), "");
}

struct Planned {
  const char* encoding;
  double equipment, loss_robustness;
};

void expect_planned(std::initializer_list<Planned> all) {
  for (const Planned& planned : all) {
    const Impairment impairment = impairment_of(voice_codec(planned.encoding));
    EXPECT_EQ(impairment.equipment, planned.equipment) << planned.encoding;
    if (planned.loss_robustness == 0) continue;
    EXPECT_EQ(impairment.loss_robustness, planned.loss_robustness) << planned.encoding;
  }
}

TEST(VoiceCodec, HasTheFiguresOfG113) {
  // Table I.4.
  expect_planned({{"PCMA", 0, 25.1}, {"G723", 15, 16.1}, {"G729", 11, 19.0}, {"GSM-EFR", 5, 10.0}});
  // Table I.1, which has no Bpl.
  expect_planned({{"G726-40", 2, 0},
                  {"G726-32", 7, 0},
                  {"G726-24", 25, 0},
                  {"G726-16", 50, 0},
                  {"G728", 7, 0},
                  {"GSM", 20, 0}});
  // Tables IV.1 and IV.4.
  expect_planned({{"AMR-WB", 13, 4.3}, {"G722", 13, 0}, {"G7221", 13, 0}});
}

}  // namespace
}  // namespace rtpengine::media
