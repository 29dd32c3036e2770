// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/directory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace rtpengine::call {
namespace {

TEST(DirectoryTest, FindsNothingAtFirst) {
  const Directory directory(2);
  EXPECT_EQ(directory.find("a"), -1);
  EXPECT_EQ(directory.size(), 0u);
  EXPECT_TRUE(directory.list(10).empty());
}

TEST(DirectoryTest, GivesNewCallsToTheWorkerWithTheFewest) {
  Directory directory(3);
  EXPECT_EQ(directory.find_or_claim("x", 0), 0u);
  EXPECT_EQ(directory.find_or_assign("a"), 1u);
  EXPECT_EQ(directory.find_or_assign("b"), 2u);
  directory.release("a", 1);
  EXPECT_EQ(directory.find_or_assign("c"), 1u);
}

TEST(DirectoryTest, KeepsACallWhereItIs) {
  Directory directory(2);
  EXPECT_EQ(directory.find_or_assign("a"), 0u);
  EXPECT_EQ(directory.find_or_assign("a"), 0u);
  EXPECT_EQ(directory.find_or_claim("a", 1), 0u);
  EXPECT_EQ(directory.find("a"), 0);
  EXPECT_EQ(directory.size(), 1u);
}

TEST(DirectoryTest, LetsAWorkerClaimACallThatIsNotThere) {
  Directory directory(2);
  EXPECT_EQ(directory.find_or_claim("a", 1), 1u);
  EXPECT_EQ(directory.find("a"), 1);
}

TEST(DirectoryTest, ReleasesACallForItsOwnerOnly) {
  Directory directory(2);
  directory.find_or_claim("a", 1);
  directory.release("a", 0);
  EXPECT_EQ(directory.find("a"), 1);
  directory.release("a", 1);
  EXPECT_EQ(directory.find("a"), -1);
  directory.release("a", 1);
  EXPECT_EQ(directory.size(), 0u);
}

TEST(DirectoryTest, ForgetsAnAbandonedCallThatNobodyClaimed) {
  Directory directory(2);
  const unsigned worker = directory.find_or_assign("a");
  directory.abandon("a", 1 - worker);
  EXPECT_EQ(directory.size(), 1u);
  directory.abandon("a", worker);
  EXPECT_EQ(directory.size(), 0u);
  EXPECT_EQ(directory.find_or_assign("b"), 0u) << "the count of calls went down again";
  directory.abandon("unknown", 0);
}

TEST(DirectoryTest, KeepsAClaimedCallWhenACommandIsAbandoned) {
  Directory directory(2);
  const unsigned worker = directory.find_or_assign("a");
  directory.find_or_claim("a", worker);
  directory.abandon("a", worker);
  EXPECT_EQ(directory.find("a"), int(worker));
}

TEST(DirectoryTest, DoesNotTakeAnothersQuestionForAClaim) {
  Directory directory(2);
  const unsigned worker = directory.find_or_assign("a");
  directory.find_or_claim("a", 1 - worker);
  directory.abandon("a", worker);
  EXPECT_EQ(directory.find("a"), -1);
}

TEST(DirectoryTest, ListsNoMoreThanAskedFor) {
  Directory directory(1);
  for (const char* id : {"a", "b", "c"}) directory.find_or_assign(id);
  EXPECT_EQ(directory.list(2).size(), 2u);
  auto all = directory.list(10);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(DirectoryTest, AvoidsAWorkerAsLongAsThereAreOthers) {
  Directory directory(2);
  directory.avoid(0, true);
  for (const char* id : {"a", "b", "c"}) EXPECT_EQ(directory.find_or_assign(id), 1u);
  directory.avoid(1, true);
  EXPECT_EQ(directory.find_or_assign("d"), 0u);
  directory.avoid(0, false);
  directory.avoid(1, false);
  EXPECT_EQ(directory.find_or_assign("e"), 0u);
}

TEST(DirectoryTest, RemembersTheMostCalls) {
  Directory directory(1);
  for (const char* id : {"a", "b", "c"}) directory.find_or_assign(id);
  directory.release("a", 0);
  directory.release("b", 0);
  EXPECT_EQ(directory.take_most(), 3u);
  EXPECT_EQ(directory.take_most(), 1u);
}

TEST(DirectoryTest, StaysRightWhenThreadsMeet) {
  constexpr int kRounds = 2000;
  Directory directory(2);
  const auto work = [&](unsigned worker) {
    for (int i = 0; i < kRounds; ++i) {
      const std::string id = std::to_string(i % 7);
      const unsigned owner = directory.find_or_claim(id, worker);
      if (owner == worker) directory.release(id, worker);
    }
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  EXPECT_EQ(directory.size(), 0u);
  EXPECT_EQ(directory.find_or_assign("last"), 0u);
}

}  // namespace
}  // namespace rtpengine::call
