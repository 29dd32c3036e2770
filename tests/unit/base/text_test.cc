// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the text helpers.
#include "base/text.h"

#include <gtest/gtest.h>

namespace rtpengine::base {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Text, TrimRemovesWhiteSpaceAtBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (Parts{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (Parts{""}));
}

TEST(Text, SplitWordsSkipsRunsOfWhiteSpace) {
  EXPECT_EQ(split_words("  a  bc\td "), (Parts{"a", "bc", "d"}));
  EXPECT_TRUE(split_words(" \n").empty());
}

TEST(Text, CutBeforeTakesOnePartAtATime) {
  std::string_view rest = "a:b";
  EXPECT_EQ(cut_before(rest, ':'), "a");
  EXPECT_EQ(cut_before(rest, ':'), "b");
  EXPECT_EQ(cut_before(rest, ':'), "");
  EXPECT_EQ(rest, "");
}

TEST(Text, IequalsIgnoresTheCaseOfAsciiLettersOnly) {
  EXPECT_TRUE(iequals("RTP/avp", "rtp/AVP"));
  EXPECT_FALSE(iequals("a", "ab"));
  EXPECT_FALSE(iequals("@", "`"));
  EXPECT_FALSE(iequals("\xc4", "\xe4"));
  EXPECT_EQ(to_lower("A-Z0\xc4"), "a-z0\xc4");
}

TEST(Text, ParseUnsignedTakesWholeNumbersWithinBounds) {
  EXPECT_EQ(parse_unsigned<unsigned>("0"), 0u);
  EXPECT_EQ(parse_unsigned<std::uint16_t>("65535"), 65535);
  EXPECT_EQ(parse_unsigned<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_unsigned<unsigned>("10", 5, 10), 10u);
}

TEST(Text, ParseUnsignedRefusesEverythingElse) {
  for (const std::string_view text : {"", "-1", "+1", " 1", "1 ", "1a", "0x1", "65536",
                                      "18446744073709551616", "99999999999999999999999"}) {
    EXPECT_EQ(parse_unsigned<std::uint16_t>(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_unsigned<std::uint64_t>("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_unsigned<unsigned>("4", 5, 10), std::nullopt);
  EXPECT_EQ(parse_unsigned<unsigned>("11", 5, 10), std::nullopt);
}

TEST(Text, EditDistanceCountsSingleChanges) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("tabel", "table"), 1u);
  EXPECT_EQ(edit_distance("interface", "interfaces"), 1u);
}

TEST(Text, EditDistanceOfLongTextsIsBounded) {
  const std::string a(100000, 'a');
  const std::string b(100000, 'b');
  EXPECT_EQ(edit_distance(a, b), 64u);
  EXPECT_EQ(edit_distance(a, a), 0u);
}

TEST(Text, NearestSuggestsWhatWasProbablyMeant) {
  const Parts names = {"timeout", "silent-timeout", "table", "tos"};
  EXPECT_EQ(nearest("tabel", names), "table");
  EXPECT_EQ(nearest("Silent_Timeout", names), "silent-timeout");
  EXPECT_EQ(nearest("to", names), "tos");
  EXPECT_EQ(nearest("pidfile", names), std::nullopt);
  EXPECT_EQ(nearest("x", {}), std::nullopt);
}

}  // namespace
}  // namespace rtpengine::base
