// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins write into value trees of the host.
#include "base/tree_writer.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

namespace rtpengine::base {
namespace {

TEST(TreeWriter, WritesTextsAndNumbersUnderTheirKeys) {
  ValueTree tree;
  TreeWriter writer(tree.dictionary());
  writer.text(slice("name"), slice("x"));
  writer.integer(slice("size"), -3);
  EXPECT_EQ(get_text(tree.root(), "name"), "x");
  EXPECT_EQ(get_integer(tree.root(), "size"), -3);
  EXPECT_TRUE(writer.complete());
}

TEST(TreeWriter, NestsAndComesBack) {
  ValueTree tree;
  TreeWriter writer(tree.dictionary());
  writer.begin_list(slice("list"));
  writer.text({}, slice("one"));
  writer.begin_dictionary({});
  writer.integer(slice("two"), 2);
  writer.end();
  writer.begin_list({});
  writer.integer({}, 3);
  writer.end();
  writer.end();
  writer.text(slice("behind"), slice("yes"));
  const Value* list = find(tree.root(), "list");
  ASSERT_EQ(children(list).count(), 3u);
  EXPECT_EQ(text_of(list->first), "one");
  EXPECT_EQ(get_integer(list->first->next, "two"), 2);
  EXPECT_EQ(integer_of(list->first->next->next->first), 3);
  EXPECT_EQ(get_text(tree.root(), "behind"), "yes");
}

TEST(TreeWriter, AnEndTooManyDoesNothing) {
  ValueTree tree;
  TreeWriter writer(tree.dictionary());
  writer.end();
  writer.text(slice("a"), slice("b"));
  EXPECT_EQ(get_text(tree.root(), "a"), "b");
  EXPECT_TRUE(writer.complete());
}

TEST(TreeWriter, CopiesWholeValues) {
  ValueTree from;
  from.dictionary().dictionary("inner").set("n", 7);
  ValueTree tree;
  TreeWriter writer(tree.dictionary());
  writer.copy(slice("outer"), find(from.root(), "inner"));
  writer.copy(slice("nothing"), nullptr);
  writer.begin_list(slice("list"));
  writer.copy({}, find(from.root(), "inner"));
  EXPECT_EQ(get_integer(find(tree.root(), "outer"), "n"), 7);
  EXPECT_EQ(get_integer(find(tree.root(), "list")->first, "n"), 7);
  EXPECT_EQ(find(tree.root(), "nothing"), nullptr);
}

TEST(TreeWriter, LeavesOutWhatIsTooDeepAndTells) {
  ValueTree tree;
  TreeWriter writer(tree.dictionary());
  for (std::size_t i = 0; i < TreeWriter::kMaxLevels; ++i) writer.begin_dictionary(slice("d"));
  writer.text(slice("deepest"), slice("here"));
  EXPECT_TRUE(writer.complete());
  writer.begin_list(slice("l"));
  writer.begin_dictionary({});
  writer.text(slice("lost"), slice("text"));
  writer.end();
  writer.end();
  EXPECT_FALSE(writer.complete());
  writer.text(slice("again"), slice("here"));
  const Value* at = tree.root();
  for (std::size_t i = 0; i < TreeWriter::kMaxLevels; ++i) at = find(at, "d");
  EXPECT_EQ(get_text(at, "deepest"), "here");
  EXPECT_EQ(get_text(at, "again"), "here");
  EXPECT_EQ(children(at).count(), 2u);
}

/// A copy counts from where it is put.
TEST(TreeWriter, LeavesOutACopyThatIsTooDeepAndTells) {
  const auto nested = [](std::size_t levels) {
    ValueTree tree;
    for (auto at = tree.dictionary(); --levels != 0;) at = at.dictionary("d");
    return tree;
  };
  for (const std::size_t open : {std::size_t(0), std::size_t(5), TreeWriter::kMaxLevels}) {
    ValueTree tree;
    TreeWriter writer(tree.dictionary());
    for (std::size_t i = 0; i < open; ++i) writer.begin_dictionary(slice("d"));
    const std::size_t left = TreeWriter::kMaxLevels - open;
    if (left != 0) writer.copy(slice("copy"), nested(left).root());
    EXPECT_TRUE(writer.complete()) << open;
    writer.copy(slice("copy"), nested(left + 1).root());
    EXPECT_FALSE(writer.complete()) << open;
  }
}

}  // namespace
}  // namespace rtpengine::base
