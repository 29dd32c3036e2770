// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which findings there are; what makes each of them is in explain_test.
#include "call/findings.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/unit/call/explain_fixture.h"

namespace rtpengine::call {
namespace {

TEST(Causes, HaveWordsOfTheirOwnThatTheManualExplains) {
  const char* tree = std::getenv("SRCDIR");
  std::ifstream file(std::string(tree != nullptr ? tree : ".") + "/docs/operation.md");
  std::stringstream manual;
  manual << file.rdbuf();
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < kCauseCount; ++i) {
    const std::string_view word = to_string(Cause(i));
    EXPECT_TRUE(words.insert(word).second) << word;
    EXPECT_NE(manual.str().find("| `" + std::string(word) + "` |"), std::string::npos) << word;
  }
}

TEST(Causes, AreFoundByTheirWords) {
  for (std::size_t i = 0; i < kCauseCount; ++i)
    EXPECT_EQ(cause_from(to_string(Cause(i))), Cause(i));
  EXPECT_EQ(cause_from("no such word"), Cause::by_plugin);
}

class FindingsTest : public ExplainTest {
 protected:
  std::vector<Finding> found() { return find_causes(bench_.call(), bench_.now); }
};

TEST_F(FindingsTest, ChangeNothing) {
  set_up();
  pass(kWhile);
  const auto first = found();
  const auto second = found();
  ASSERT_EQ(first.size(), 2u);
  ASSERT_EQ(second.size(), 2u);
  EXPECT_EQ(first[0].text, second[0].text);
}

TEST_F(FindingsTest, WaitUntilTheCallHasSettled) {
  set_up();
  EXPECT_TRUE(is_settling(bench_.call(), bench_.now));
  pass(kSettlingTime - 1);
  EXPECT_EQ(found().size(), 0u);
  pass(1);
  EXPECT_FALSE(is_settling(bench_.call(), bench_.now));
  EXPECT_EQ(found().size(), 2u);
}

TEST_F(FindingsTest, AreNotMadeOfAPartyThatIsDeleted) {
  set_up();
  pass(kWhile);
  Arguments arguments{{"from-tag", "f"}};
  arguments.number("delete-delay", 30);
  command("delete", std::move(arguments));
  EXPECT_EQ(found().size(), 0u);
}

}  // namespace
}  // namespace rtpengine::call
