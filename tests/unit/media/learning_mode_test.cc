// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the words of `endpoint-learning`.
#include "media/learning_mode.h"

#include <gtest/gtest.h>

namespace rtpengine::media {
namespace {

TEST(LearningModeWords, lead_back_to_their_mode) {
  for (const LearningMode mode : {LearningMode::delayed, LearningMode::immediate, LearningMode::off,
                                  LearningMode::heuristic, LearningMode::safe})
    EXPECT_EQ(learning_mode_from(to_string(mode)), mode);
  EXPECT_EQ(to_string(LearningMode::safe), "safe");
}

TEST(LearningModeWords, refuse_others) {
  EXPECT_FALSE(learning_mode_from("Safe"));
  EXPECT_FALSE(learning_mode_from(""));
}

}  // namespace
}  // namespace rtpengine::media
