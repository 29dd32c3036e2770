// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the SDK's reading of value trees (host/include/rtpengine/value_view.h).
#include <rtpengine/value_view.h>

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "base/value_tree.h"

namespace rtpengine {
namespace {

TEST(ValueView, FindsTheFirstEntryOfAKey) {
  base::ValueTree tree;
  const auto root = tree.dictionary();
  root.set("other", 0);
  root.set("key", 1);
  root.set("key", 2);
  EXPECT_EQ(find(tree.root(), "key")->integer, 1);
  EXPECT_EQ(find(tree.root(), "ke"), nullptr);
  EXPECT_EQ(find(tree.root(), "keys"), nullptr);
}

TEST(ValueView, FindsNothingInWhatIsNoDictionary) {
  base::ValueTree tree;
  tree.list().add("key");
  EXPECT_EQ(find(tree.root(), "key"), nullptr);
  EXPECT_EQ(find(tree.root(), ""), nullptr);
  EXPECT_EQ(find(nullptr, "key"), nullptr);
}

TEST(ValueView, FallsBackWhenAnEntryIsMissingOrOfAnotherType) {
  base::ValueTree tree;
  const auto root = tree.dictionary();
  root.set("number", 7);
  root.set("text", "abc");
  root.list("list");
  EXPECT_EQ(get_text(tree.root(), "number", "none"), "none");
  EXPECT_EQ(get_text(tree.root(), "absent", "none"), "none");
  EXPECT_EQ(get_text(nullptr, "text", "none"), "none");
  EXPECT_EQ(get_integer(tree.root(), "text", -1), -1);
  EXPECT_EQ(get_integer(tree.root(), "list", -1), -1);
  EXPECT_EQ(get_integer(tree.root(), "absent", -1), -1);
}

TEST(ValueView, ReadsDecimalStringsAsIntegers) {
  base::ValueTree tree;
  const auto root = tree.dictionary();
  root.set("number", 20);
  root.set("text", "-20");
  EXPECT_EQ(get_integer(tree.root(), "number"), 20);
  EXPECT_EQ(get_integer(tree.root(), "text"), -20);
}

TEST(ValueView, IteratesOverListsAndDictionariesOnly) {
  base::ValueTree tree;
  const auto root = tree.list();
  root.add("a");
  root.add("b");
  std::string all;
  for (const Value& value : children(tree.root())) all += text_of(&value);
  EXPECT_EQ(all, "ab");
  EXPECT_EQ(children(tree.root()).count(), 2u);
  EXPECT_TRUE(children(tree.root()->first).empty());
  EXPECT_TRUE(children(nullptr).empty());
}

TEST(ValueView, ComparesSlicesByBytes) {
  const Slice nothing{nullptr, 0};
  EXPECT_TRUE(equal(nothing, slice("")));
  EXPECT_TRUE(equal(slice("abc"), "abc"));
  EXPECT_FALSE(equal(slice("abc"), slice("abd")));
  EXPECT_FALSE(equal(slice("abc"), slice("ab")));
}

struct Decimal {
  std::string_view text;
  bool accepted;
  std::int64_t number;
};

TEST(ValueView, ReadsWholeDecimalNumbersOnly) {
  const Decimal cases[] = {
      {"0", true, 0},
      {"-0", true, 0},
      {"007", true, 7},
      {"9223372036854775807", true, INT64_MAX},
      {"-9223372036854775808", true, INT64_MIN},
      {"9223372036854775808", false, 0},
      {"-9223372036854775809", false, 0},
      {"99999999999999999999999", false, 0},
      {"", false, 0},
      {"-", false, 0},
      {"--1", false, 0},
      {"+1", false, 0},
      {" 1", false, 0},
      {"1 ", false, 0},
      {"1.5", false, 0},
      {"0x10", false, 0},
      {std::string_view("1\0", 2), false, 0},
  };
  for (const Decimal& one : cases) {
    std::int64_t number = 42;
    EXPECT_EQ(parse_decimal(one.text, INT64_MIN, INT64_MAX, &number), one.accepted) << one.text;
    EXPECT_EQ(number, one.accepted ? one.number : 42) << one.text;
  }
}

TEST(ValueView, RefusesNumbersOutsideOfTheBounds) {
  std::int64_t number = 42;
  EXPECT_FALSE(parse_decimal("65536", 0, 65535, &number));
  EXPECT_FALSE(parse_decimal("-1", 0, 65535, &number));
  EXPECT_TRUE(parse_decimal("65535", 0, 65535, &number));
  Value value{};
  value.type = ValueType::integer;
  value.integer = 65536;
  EXPECT_FALSE(read_integer(&value, 0, 65535, &number));
  EXPECT_FALSE(read_integer(nullptr, 0, 65535, &number));
  EXPECT_EQ(number, 65535);
}

}  // namespace
}  // namespace rtpengine
