// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pairs: which are formed, in which order they are checked, and how many there can be.

#include "plugins/ice/check_list.h"

#include <gtest/gtest.h>

#include "network.h"

namespace rtpengine::ice {
namespace {

CheckList list_of(const Limits& limits = {}) {
  return {config(Role::controlling, "AAAA", {"192.0.2.1", "2001:db8::1"}, true).candidates, limits,
          Role::controlling};
}

TEST(CheckListTest, PairsAreOfOneFamilyAndComponentTheHighestFirst) {
  CheckList list = list_of();
  const Config theirs = config(Role::controlled, "BBBB", {"198.51.100.1", "2001:db8::2"}, true);
  EXPECT_EQ(list.add_remotes(theirs.candidates), 0u);
  EXPECT_EQ(list.pairs().size(), 4u);
  EXPECT_EQ(list.add_remotes(theirs.candidates), 0u);  // known
  EXPECT_EQ(list.pairs().size(), 4u);
  for (std::size_t i = 1; i < list.pairs().size(); ++i) {
    EXPECT_GT(list.pairs()[i - 1].priority, list.pairs()[i].priority);
  }
}

TEST(CheckListTest, OnePairOfAFoundationUntilItHasWorked) {
  CheckList list = list_of();
  list.add_remotes(config(Role::controlled, "BBBB", {"198.51.100.1"}, true).candidates);
  Pair* first = list.next();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->component, Component::rtp);
  EXPECT_EQ(list.next(), nullptr);
  list.finish(*first, true);
  Pair* second = list.next();
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->component, Component::rtcp);
}

TEST(CheckListTest, TriggeredPairsGoFirst) {
  CheckList list = list_of();
  list.add_remotes(config(Role::controlled, "BBBB", {"198.51.100.1", "2001:db8::2"}).candidates);
  const PairId low = list.pairs().back().id;
  list.trigger(*list.find(low));
  EXPECT_EQ(list.next()->id, low);
}

TEST(CheckListTest, PairsAreBoundedTheLowestGo) {
  Limits limits;
  limits.pairs = 3;
  CheckList list = list_of(limits);
  std::vector<Candidate> many;
  for (std::uint16_t port = 1; port < 10; ++port) {
    Candidate candidate;
    candidate.foundation = Foundation("f");
    candidate.address = endpoint("198.51.100.1", port);
    candidate.priority = port;
    many.push_back(candidate);
  }
  list.add_remotes(many);
  EXPECT_EQ(list.pairs().size(), 3u);
  EXPECT_EQ(list.remotes()[list.pairs().front().remote].priority, 9u);
}

}  // namespace
}  // namespace rtpengine::ice
