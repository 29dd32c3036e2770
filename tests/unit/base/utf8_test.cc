// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the UTF-8 helpers.
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace rtpengine::base {
namespace {

TEST(Utf8, KnowsWellFormedSequences) {
  EXPECT_EQ(utf8_sequence_length("a"), 1u);
  EXPECT_EQ(utf8_sequence_length("\xc3\xa4"), 2u);
  EXPECT_EQ(utf8_sequence_length("\xe2\x82\xac!"), 3u);
  EXPECT_EQ(utf8_sequence_length("\xf0\x9f\x98\x80"), 4u);
  EXPECT_EQ(utf8_sequence_length("\xf4\x8f\xbf\xbf"), 4u);
  EXPECT_EQ(utf8_sequence_length(std::string_view("\0", 1)), 1u);
}

TEST(Utf8, RefusesEverythingElse) {
  for (const std::string_view text : {
           "",                  // nothing
           "\x80",              // tail without a start
           "\xc3",              // cut
           "\xe2\x82",          // cut
           "\xc3(",             // tail missing
           "\xc0\xaf",          // longer than needed
           "\xe0\x9f\xbf",      // longer than needed
           "\xf0\x8f\xbf\xbf",  // longer than needed
           "\xed\xa0\x80",      // surrogate
           "\xf4\x90\x80\x80",  // above U+10FFFF
           "\xf5\x80\x80\x80",
           "\xff",
       }) {
    EXPECT_EQ(utf8_sequence_length(text), 0u);
  }
}

TEST(Utf8, PrefixDoesNotCutASequence) {
  EXPECT_EQ(utf8_prefix("abc", 5), "abc");
  EXPECT_EQ(utf8_prefix("abc", 2), "ab");
  EXPECT_EQ(utf8_prefix("a\xc3\xa4z", 2), "a");
  EXPECT_EQ(utf8_prefix("a\xc3\xa4z", 3), "a\xc3\xa4");
  EXPECT_EQ(utf8_prefix("\xf0\x9f\x98\x80z", 3), "");
  EXPECT_EQ(utf8_prefix("\xf0\x9f\x98\x80z", 4), "\xf0\x9f\x98\x80");
}

TEST(Utf8, PrefixOfStrayBytesIsAsLongAsAllowed) {
  EXPECT_EQ(utf8_prefix("\x80\x80\x80\x80\x80\x80", 4).size(), 4u);
  EXPECT_EQ(utf8_prefix("a\x80\x80", 2).size(), 2u);
}

}  // namespace
}  // namespace rtpengine::base
