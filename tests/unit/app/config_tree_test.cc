// SPDX-License-Identifier: GPL-3.0-or-later
//
// YAML documents as trees, and what is refused.
#include "app/config_tree.h"

#include "support.h"

namespace rtpengine::app {
namespace {

using Kind = ConfigNode::Kind;
using test::error_of;

base::Result<ConfigNode> parse(const std::string& text) {
  return parse_config_text(text, "x.yaml");
}

TEST(ConfigTree, KeepsKindsTextsAndLines) {
  const auto root = parse("a: 1\nb:\n  - x\n  - {c: d}\ne:\n");
  ASSERT_TRUE(root);
  ASSERT_EQ(root->kind, Kind::map);
  EXPECT_EQ(root->find("a")->text, "1");
  EXPECT_EQ(root->find("b")->kind, Kind::list);
  EXPECT_EQ(root->find("b")->line, 2);
  EXPECT_EQ(root->find("b")->items[1].find("c")->text, "d");
  EXPECT_EQ(root->find("b")->items[1].find("c")->line, 4);
  EXPECT_EQ(root->find("e")->kind, Kind::null);
  EXPECT_EQ(root->find("f"), nullptr);
}

TEST(ConfigTree, AnEmptyDocumentIsNull) {
  for (const char* text : {"", "# nothing\n", "---\n"}) {
    const auto root = parse(text);
    ASSERT_TRUE(root) << text;
    EXPECT_EQ(root->kind, Kind::null) << text;
  }
}

TEST(ConfigTree, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(error_of(parse("core:\n  tos: 1\n  table: 0\n  tos: 2\n")),
            "x.yaml:4: key 'tos' stands here for the second time, first in line 2");
}

TEST(ConfigTree, NamesTheLineOfASyntaxError) {
  EXPECT_EQ(error_of(parse("core:\n  tos: [1\n")).substr(0, 8), "x.yaml:3");
  EXPECT_NE(error_of(parse("a: b: c\n")).find("x.yaml:1: not valid YAML: "), std::string::npos);
}

TEST(ConfigTree, RefusesASecondDocument) {
  EXPECT_EQ(error_of(parse("a: 1\n---\nb: 2\n")),
            "x.yaml:2: only one YAML document is allowed, another one begins here");
}

TEST(ConfigTree, ALeadingCommaIsAnErrorAndNoEndlessLoop) {
  EXPECT_FALSE(parse(",ore:o :1 st \n  to:ore"));
  EXPECT_FALSE(parse(","));
}

TEST(ConfigTree, RefusesKeysThatAreNoTexts) {
  EXPECT_EQ(error_of(parse("[a, b]: 1\n")), "x.yaml:1: a key must be a plain text");
}

TEST(ConfigTree, RefusesDeepNesting) {
  EXPECT_EQ(error_of(parse(std::string(40, '[') + std::string(40, ']'))),
            "x.yaml:1: nested too deeply");
  EXPECT_FALSE(parse(std::string(100'000, '[')));
}

TEST(ConfigTree, RefusesAliasesThatExplode) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) text += (k ? ", " : "") + before;
    text += "]\n";
  }
  EXPECT_NE(error_of(parse(text)).find("too many nodes"), std::string::npos);
}

TEST(ConfigTree, RefusesAnAliasOfItself) { EXPECT_FALSE(parse("a: &a [*a]\n")); }

TEST(ConfigTree, MergesMapsDeepAndReplacesTheRest) {
  auto base = parse("a: {b: 1, c: [1, 2]}\nd: 4\n");
  const auto over = parse("a: {c: [3]}\ne: {f: 5}\n");
  ASSERT_TRUE(base && over);
  merge_config(*base, *over);
  EXPECT_EQ(base->find("a")->find("b")->text, "1");
  ASSERT_EQ(base->find("a")->find("c")->items.size(), 1u);
  EXPECT_EQ(base->find("a")->find("c")->items[0].text, "3");
  EXPECT_EQ(base->find("d")->text, "4");
  EXPECT_EQ(base->find("e")->find("f")->text, "5");
}

TEST(ConfigTree, ReadsAFileOrSaysWhyNot) {
  const test::TemporaryFolder folder;
  const auto text = read_text_file(folder.file("a.yaml", "a: 1\n"));
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, "a: 1\n");
  EXPECT_EQ(error_of(read_text_file(folder.path() + "/none")),
            folder.path() + "/none: cannot be read: No such file or directory");
  EXPECT_EQ(error_of(read_text_file(folder.path())),
            folder.path() + ": cannot be read: Is a directory");
  EXPECT_NE(error_of(read_text_file(folder.file("big", std::string(2 << 20, 'x')))).find("1 MB"),
            std::string::npos);
}

}  // namespace
}  // namespace rtpengine::app
