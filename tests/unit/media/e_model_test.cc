// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/e_model.h"

#include <gtest/gtest.h>

namespace rtpengine::media {
namespace {

TEST(EModel, HasTheRecommendationsRatingOfAnUndisturbedCall) {
  EXPECT_NEAR(transmission_rating({VoiceCodec::pcmu, 0, 0}), 93.2, 0.01);
  EXPECT_NEAR(mean_opinion_score({VoiceCodec::pcmu, 0, 0}), 4.41, 0.005);
}

TEST(EModel, TakesOffWhatTheCodecSpoils) {
  EXPECT_NEAR(transmission_rating({VoiceCodec::g729, 0, 0}), 82.2, 0.01);
  EXPECT_NEAR(mean_opinion_score({VoiceCodec::g729, 0, 0}), 4.11, 0.01);
  EXPECT_NEAR(transmission_rating({VoiceCodec::gsm, 0, 0}), 73.2, 0.01);
}

TEST(EModel, TakesOffWhatLossSpoils) {
  // 95 * 2 / (2 + 25.1)
  EXPECT_NEAR(transmission_rating({VoiceCodec::pcma, 0.02, 0}), 93.2 - 7.01, 0.01);
  // 11 + (95 - 11) * 2 / (2 + 19)
  EXPECT_NEAR(transmission_rating({VoiceCodec::g729, 0.02, 0}), 93.2 - 19, 0.01);
}

TEST(EModel, TakesOffWhatDelaySpoils) {
  EXPECT_EQ(transmission_rating({VoiceCodec::pcmu, 0, 100}),
            transmission_rating({VoiceCodec::pcmu, 0, 0}));
  EXPECT_NEAR(transmission_rating({VoiceCodec::pcmu, 0, 200}), 93.2 - 3.0, 0.1);
  EXPECT_NEAR(transmission_rating({VoiceCodec::pcmu, 0, 400}), 93.2 - 24, 1);
}

TEST(EModel, PutsWidebandAboveNarrowband) {
  const double wide = mean_opinion_score({VoiceCodec::opus, 0, 0});
  EXPECT_GT(wide, mean_opinion_score({VoiceCodec::pcmu, 0, 0}));
  EXPECT_LE(wide, 4.5);
  EXPECT_NEAR(transmission_rating({VoiceCodec::g722, 0, 0}), 116, 0.01);
}

TEST(EModel, StaysOnTheScaleWhateverHappens) {
  for (int codec = 1; codec <= int(VoiceCodec::opus); ++codec) {
    double before = 4.5;
    for (int percent = 0; percent <= 100; ++percent) {
      const double score = mean_opinion_score({VoiceCodec(codec), percent / 100.0, 0});
      EXPECT_LE(score, before) << codec << " " << percent;
      EXPECT_GE(score, 1);
      before = score;
    }
    EXPECT_EQ(mean_opinion_score({VoiceCodec(codec), 1, 10000}), 1) << codec;
  }
}

}  // namespace
}  // namespace rtpengine::media
