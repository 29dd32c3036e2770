// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/voice_codec.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace rtpengine::media
