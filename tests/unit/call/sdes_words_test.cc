// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdes_words.h"

#include <gtest/gtest.h>

namespace rtpengine::call {
namespace {

using media::SrtpSuite;

TEST(SdesWordsTest, SwitchItOff) {
  for (const char* word : {"off", "no", "disable", "disabled"}) {
    SdesWords words;
    EXPECT_TRUE(words.take(word)) << word;
    EXPECT_TRUE(words.off) << word;
  }
}

TEST(SdesWordsTest, LeaveSuitesOut) {
  SdesWords words;
  EXPECT_TRUE(words.take("no-NULL_HMAC_SHA1_32"));
  EXPECT_TRUE(words.leaves_out(SrtpSuite::null_hmac_sha1_32));
  EXPECT_FALSE(words.leaves_out(SrtpSuite::null_hmac_sha1_80));
  EXPECT_FALSE(words.take("no-FOO"));
  EXPECT_FALSE(words.off);
}

TEST(SdesWordsTest, SetSessionParametersInEitherCase) {
  SdesWords words;
  EXPECT_TRUE(words.take("unencrypted_srtp"));
  EXPECT_TRUE(words.take("UNENCRYPTED_SRTCP"));
  EXPECT_TRUE(words.take("authenticated_srtp"));
  EXPECT_FALSE(words.take("Unencrypted_SRTP")) << "not in both";
  EXPECT_EQ(words.applied_to({.unauthenticated_srtp = true}),
            (media::SrtpParameters{.unencrypted_srtp = true, .unencrypted_srtcp = true}));
}

TEST(SdesWordsTest, WithoutThemParametersStay) {
  const media::SrtpParameters offered{.unencrypted_srtcp = true};
  EXPECT_EQ(SdesWords().applied_to(offered), offered);
}

TEST(SdesWordsTest, MayStandAmongTheFlags) {
  SdesWords words;
  EXPECT_FALSE(words.take_flag("off"));
  EXPECT_FALSE(words.take_flag("SDES-foo"));
  EXPECT_TRUE(words.take_flag("SDES-off"));
  EXPECT_TRUE(words.take_flag("SDES-no-AES_CM_128_HMAC_SHA1_32"));
  EXPECT_TRUE(words.off);
  EXPECT_TRUE(words.leaves_out(SrtpSuite::aes_cm_128_hmac_sha1_32));
}

}  // namespace
}  // namespace rtpengine::call
