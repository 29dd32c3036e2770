// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words of SDP attributes.

#include "plugins/ice/words.h"

#include <gtest/gtest.h>

namespace rtpengine::ice {
namespace {

TEST(WordsTest, CutOffOneByOne) {
  std::string_view text = " a  bc ";
  EXPECT_EQ(next_word(&text), "a");
  EXPECT_EQ(next_word(&text), "bc");
  EXPECT_EQ(next_word(&text), "");
  EXPECT_EQ(next_word(&text), "");
}

TEST(WordsTest, NumbersAreAllOfTheText) {
  unsigned char out = 7;
  EXPECT_TRUE(parse_number("255", &out));
  EXPECT_FALSE(parse_number("256", &out));
  EXPECT_FALSE(parse_number("1a", &out));
  EXPECT_FALSE(parse_number("", &out));
  EXPECT_EQ(out, 255);
}

TEST(WordsTest, CaseDoesNotMatter) {
  EXPECT_TRUE(same_word("UDP", "uDp"));
  EXPECT_FALSE(same_word("UDP", "UD"));
}

}  // namespace
}  // namespace rtpengine::ice
