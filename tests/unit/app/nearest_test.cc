// SPDX-License-Identifier: GPL-3.0-or-later
//
// Suggestions for wrong names.
#include "app/nearest.h"

#include <gtest/gtest.h>

#include <vector>

namespace rtpengine::app {
namespace {

const std::vector<std::string> kNames = {"timeout", "silent-timeout", "table", "tos", "interface"};

TEST(Nearest, FindsANameWithOneLetterMissingAddedOrChanged) {
  EXPECT_EQ(nearest("timeot", kNames), "timeout");
  EXPECT_EQ(nearest("timeoout", kNames), "timeout");
  EXPECT_EQ(nearest("timeaut", kNames), "timeout");
}

TEST(Nearest, CountsSwappedLettersOnce) {
  EXPECT_EQ(nearest("tmi", std::vector<std::string>{"tim"}), "tim");
  EXPECT_EQ(nearest("tso", kNames), "tos");
}

TEST(Nearest, SuggestsNothingForANameUnlikeAny) {
  EXPECT_EQ(nearest("completely-other", kNames), "");
  EXPECT_EQ(nearest("", kNames), "");
  EXPECT_EQ(nearest(std::string(1000, 'x'), kNames), "");
}

TEST(Nearest, TakesTheFirstOfEquallyNearNames) {
  EXPECT_EQ(nearest("abcx", std::vector<std::string>{"abca", "abcb"}), "abca");
}

}  // namespace
}  // namespace rtpengine::app
