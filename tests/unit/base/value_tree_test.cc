// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of building value trees; read back through the SDK's view.
#include "base/value_tree.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <cstdint>
#include <string>
#include <utility>

#include "base/tree_bytes.h"

namespace rtpengine::base {
namespace {

TEST(ValueTree, HasNoRootBeforeOneIsMade) { EXPECT_EQ(ValueTree().root(), nullptr); }

TEST(ValueTree, KeepsEntriesInTheOrderTheyWereAdded) {
  ValueTree tree;
  const DictionaryBuilder root = tree.dictionary();
  root.set("z", 1);
  root.set("a", "text");
  root.set("m", 3);
  std::string keys;
  for (const Value& entry : children(tree.root())) keys += view(entry.key);
  EXPECT_EQ(keys, "zam");
}

TEST(ValueTree, NestsDictionariesAndLists) {
  ValueTree tree;
  const DictionaryBuilder root = tree.dictionary();
  root.set("created", 5);
  const DictionaryBuilder tags = root.dictionary("tags");
  const ListBuilder medias = tags.dictionary("from").list("medias");
  medias.dictionary().set("index", 1);
  medias.dictionary().set("index", 2);
  tags.dictionary("to");
  root.set("result", "ok");

  EXPECT_EQ(get_integer(tree.root(), "created"), 5);
  EXPECT_EQ(get_text(tree.root(), "result"), "ok");
  const Value* const read_tags = find(tree.root(), "tags");
  EXPECT_EQ(children(read_tags).count(), 2u);
  std::int64_t sum = 0;
  for (const Value& media : children(find(find(read_tags, "from"), "medias"))) {
    EXPECT_TRUE(media.key.size == 0);
    sum = sum * 10 + get_integer(&media, "index");
  }
  EXPECT_EQ(sum, 12);
  EXPECT_TRUE(is_dictionary(find(read_tags, "to")));
  EXPECT_TRUE(tree.complete());
}

TEST(ValueTree, MembersThatATypeDoesNotUseAreZero) {
  ValueTree tree;
  const ListBuilder root = tree.list();
  root.add(7);
  root.add("seven");
  const Value* const integer = tree.root()->first;
  EXPECT_EQ(integer->text.size, 0u);
  EXPECT_EQ(integer->first, nullptr);
  EXPECT_EQ(integer->reserved, 0u);
  const Value* const text = integer->next;
  EXPECT_EQ(text->integer, 0);
  EXPECT_EQ(text->next, nullptr);
}

TEST(ValueTree, CopiesKeysAndTexts) {
  ValueTree tree;
  std::string key = "key";
  std::string text = "text";
  tree.dictionary().set(key, text);
  key = "yek";
  text = "txet";
  EXPECT_EQ(get_text(tree.root(), "key"), "text");
}

TEST(ValueTree, BorrowsTextsWhenAsked) {
  ValueTree tree;
  const std::string text(1000, 'x');
  const DictionaryBuilder root = tree.dictionary();
  root.borrow("entry", text);
  root.list("list").borrow(text);
  EXPECT_EQ(find(tree.root(), "entry")->text.data, text.data());
  EXPECT_EQ(find(tree.root(), "list")->first->text.data, text.data());
}

TEST(ValueTree, TakesIntegersOfAllTypes) {
  ValueTree tree;
  const ListBuilder root = tree.list();
  root.add(true);
  root.add(std::int64_t{INT64_MIN});
  root.add(std::uint64_t{INT64_MAX});
  root.add(std::uint64_t{UINT64_MAX});
  root.add(std::uint8_t{200});
  std::vector<std::int64_t> numbers;
  for (const Value& number : children(tree.root())) numbers.push_back(number.integer);
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, INT64_MIN, INT64_MAX, INT64_MAX, 200}));
}

TEST(ValueTree, CopiesValuesOfOtherTreesDeeply) {
  ValueTree copy;
  const DictionaryBuilder root = copy.dictionary();
  {
    ValueTree original;
    const DictionaryBuilder from = original.dictionary();
    from.set("text", "abc");
    from.list("list").add(1);
    root.copy("copy", *original.root());
    root.list("copies").copy(*original.root());
  }
  for (const Value* read : {find(copy.root(), "copy"), find(copy.root(), "copies")->first}) {
    EXPECT_EQ(get_text(read, "text"), "abc");
    EXPECT_EQ(integer_of(find(read, "list")->first), 1);
  }
}

TEST(ValueTree, CopiesNoDeeperThanItsLimit) {
  ValueTree deep;
  ListBuilder list = deep.list();
  for (int i = 0; i < 1000; ++i) list = list.list();
  ValueTree copy;
  copy.list().copy(*deep.root());
  unsigned depth = 0;
  for (const Value* at = copy.root(); at != nullptr; at = at->first) ++depth;
  EXPECT_EQ(depth, kMaxTreeDepth + 1);
}

TEST(ValueTree, StopsAtItsLimitAndSaysSo) {
  ValueTree tree(64 * 1024);
  const DictionaryBuilder root = tree.dictionary();
  unsigned added = 0;
  while (tree.complete() && added < 1000000) {
    root.set("key", "value");
    ++added;
  }
  EXPECT_FALSE(tree.complete());
  EXPECT_LT(added, 2000u);
  // What doesn't fit is left out as a whole, and everything below it.
  root.dictionary(std::string(100000, 'k')).set("inner", 1);
  root.set("long", std::string(100000, 'v'));
  EXPECT_EQ(find(tree.root(), "long"), nullptr);
  for (const Value& entry : children(tree.root())) EXPECT_EQ(view(entry.key), "key");
}

TEST(ValueTree, WithoutRoomForARootBuildersDoNothing) {
  ValueTree tree(1);
  tree.dictionary().list("list").dictionary().set("a", 1);
  EXPECT_EQ(tree.root(), nullptr);
  EXPECT_FALSE(tree.complete());
}

TEST(ValueTree, BuildersStayGoodWhenTheTreeMoves) {
  ValueTree tree;
  const DictionaryBuilder root = tree.dictionary();
  root.set("before", 1);
  const ValueTree moved = std::move(tree);
  root.set("after", 2);
  EXPECT_EQ(get_integer(moved.root(), "before"), 1);
  EXPECT_EQ(get_integer(moved.root(), "after"), 2);
}

TEST(ValueTree, ClearForgetsEverything) {
  ValueTree tree;
  tree.dictionary().set("a", 1);
  tree.clear();
  EXPECT_EQ(tree.root(), nullptr);
  EXPECT_TRUE(tree.dictionary().empty());
}

}  // namespace
}  // namespace rtpengine::base
