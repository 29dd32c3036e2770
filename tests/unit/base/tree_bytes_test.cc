// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tree_bytes.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include "base/tree_writer.h"

namespace rtpengine::base {
namespace {

std::string bytes_of(const ValueTree& tree) {
  std::string bytes;
  append_bytes(*tree.root(), bytes);
  return bytes;
}

/// The error, or empty.
std::string error_of(std::string_view bytes) {
  ValueTree tree(1 << 16);
  const auto read = read_bytes(bytes, tree);
  return read ? std::string() : read.error();
}

TEST(TreeBytesTest, WriteEntriesInTheirOrder) {
  ValueTree tree;
  const auto root = tree.dictionary();
  root.set("z", -7);
  root.set("a", std::string_view("\0\xff", 2));
  const auto list = root.list("list");
  list.add("text");
  list.dictionary().set("k", 1);
  list.list();
  EXPECT_EQ(bytes_of(tree), std::string("d1:zi-7e1:a2:\0\xff"
                                        "4:listl4:textd1:ki1eeleee",
                                        40));
}

TEST(TreeBytesTest, AreReadBackAsTheyWere) {
  for (const std::string_view bytes :
       {"de", "d0:0:e", "d1:ai-9223372036854775808e1:bi9223372036854775807ee",
        "d1:al1:xi0eld1:b1:yeeee", "d1:a1:x1:a1:ye"}) {
    ValueTree tree;
    ASSERT_TRUE(read_bytes(bytes, tree)) << bytes;
    EXPECT_EQ(bytes_of(tree), bytes);
  }
}

TEST(TreeBytesTest, SayWhereTheyAreWrong) {
  EXPECT_EQ(error_of(""), "damaged at byte 0");
  EXPECT_EQ(error_of("le"), "damaged at byte 0") << "a tree is a dictionary";
  EXPECT_EQ(error_of("de1:x"), "damaged at byte 2");
  EXPECT_EQ(error_of("d1:a"), "damaged at byte 4");
  EXPECT_EQ(error_of("d1:ai12"), "damaged at byte 5");
  EXPECT_EQ(error_of("d1:ai12xee"), "damaged at byte 5");
  EXPECT_EQ(error_of("d1:aiee"), "damaged at byte 5");
  EXPECT_EQ(error_of("d-1:ai1ee"), "damaged at byte 1");
  EXPECT_EQ(error_of("d9:ai1ee"), "damaged at byte 1");
  EXPECT_EQ(error_of("d99999999999999999999999:"), "damaged at byte 1");
  EXPECT_EQ(error_of("d9223372036854775807:"), "damaged at byte 1");
}

TEST(TreeBytesTest, AreCutAnywhereWithoutHarm) {
  const std::string whole = "d1:al1:xi0eld1:b1:yeeee";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(error_of(std::string_view(whole).substr(0, size)), "") << size;
  }
}

/// Such as the state that a plugin keeps in a call that moves to another process.
TEST(TreeBytesTest, KeepAllThatPluginsMayNestWithinATreeOfTheHost) {
  ValueTree call;
  auto inner = call.dictionary();
  for (int i = 0; i < 10; ++i) inner = inner.dictionary("host");
  TreeWriter writer(inner);
  for (std::size_t i = 0; i < TreeWriter::kMaxLevels; ++i) writer.begin_dictionary(slice("plugin"));
  writer.text(slice("deepest"), slice("here"));
  ASSERT_TRUE(writer.complete());
  ValueTree message;
  message.dictionary().copy("call", *call.root());
  std::string bytes;
  append_bytes(*message.root(), bytes);
  EXPECT_NE(bytes.find("7:deepest4:here"), std::string::npos);
  ValueTree back;
  EXPECT_TRUE(read_bytes(bytes, back));
}

TEST(TreeBytesTest, MayNotBeTooDeepOrTooLarge) {
  const auto nested = [](unsigned depth) {
    return "d1:a" + std::string(depth - 1, 'l') + std::string(depth - 1, 'e') + "e";
  };
  EXPECT_EQ(error_of(nested(kMaxTreeDepth)), "");
  EXPECT_NE(error_of(nested(kMaxTreeDepth + 1)), "");
  EXPECT_NE(error_of(std::string(100'000, 'd')), "");
  EXPECT_EQ(error_of("d1:a100000:" + std::string(100'000, 'x') + "e"), "larger than allowed");
}

}  // namespace
}  // namespace rtpengine::base
