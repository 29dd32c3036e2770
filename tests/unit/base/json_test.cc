// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of writing JSON strings.
#include "base/json.h"

#include <gtest/gtest.h>

namespace rtpengine::base {
namespace {

std::string json(std::string_view text, std::size_t limit = std::string::npos) {
  std::string out;
  append_json_string(out, text, limit);
  return out;
}

TEST(Json, LeavesPlainTextAndUtf8AsTheyAre) {
  EXPECT_EQ(json(""), "\"\"");
  EXPECT_EQ(json("call \xc3\xa4\xe2\x82\xac"), "\"call \xc3\xa4\xe2\x82\xac\"");
}

TEST(Json, EscapesWhatIsSpecial) {
  EXPECT_EQ(json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json("\r\n\t"), R"("\r\n\t")");
  EXPECT_EQ(json(std::string_view("\0\x1f\x7f", 3)), R"("\u0000\u001f\u007f")");
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(json("a\xff\xc3z"), "\"a\xef\xbf\xbd\xef\xbf\xbdz\"");
}

TEST(Json, CutsBetweenCharactersAndEscapes) {
  EXPECT_EQ(json("abcdef", 5), "\"abc\"");
  EXPECT_EQ(json("ab\n", 5), "\"ab\"");
  EXPECT_EQ(json("ab\n", 6), R"("ab\n")");
  EXPECT_EQ(json("ab\xc3\xa4", 5), "\"ab\"");
  EXPECT_EQ(json("abc", 0), "\"\"");
}

}  // namespace
}  // namespace rtpengine::base
