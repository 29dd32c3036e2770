// SPDX-License-Identifier: GPL-3.0-or-later
//
// Priorities: the formulas of RFC 8445, and ours below those of a party.

#include "plugins/ice/priority.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace rtpengine::ice {
namespace {

std::vector<Candidate> with_priorities(std::vector<std::uint32_t> priorities) {
  std::vector<Candidate> candidates(priorities.size());
  for (std::size_t i = 0; i < priorities.size(); ++i) candidates[i].priority = priorities[i];
  return candidates;
}

TEST(PriorityTest, CandidatesOfTwoAddresses) {
  const auto host = CandidateType::host;
  EXPECT_EQ(candidate_priority(host, 0, Component::rtp), 2130706431u);
  EXPECT_EQ(candidate_priority(host, 1, Component::rtp), 2130706175u);
  EXPECT_EQ(candidate_priority(host, 0, Component::rtcp), 2130706430u);
  EXPECT_EQ(candidate_priority(host, 1, Component::rtcp), 2130706174u);
  EXPECT_EQ(candidate_priority(CandidateType::relayed, 0, Component::rtp), 16777215u);
}

TEST(PriorityTest, CheckNamesThePeerReflexivePriority) {
  EXPECT_EQ(check_priority(2130706431u), (110u << 24) + 0xffffffu);
}

TEST(PriorityTest, PairsPreferTheControllingSideOfEqualOnes) {
  EXPECT_EQ(pair_priority(1, 2), (1ull << 32) + 4);
  EXPECT_EQ(pair_priority(2, 1), (1ull << 32) + 5);
  EXPECT_GT(pair_priority(3, 3), pair_priority(2, 100));
}

void expect_below(const std::vector<std::uint32_t>& present, std::uint32_t addresses) {
  const PrioritiesBelow ours(with_priorities(present), addresses);
  EXPECT_TRUE(ours.below());
  std::set<std::uint32_t> seen(present.begin(), present.end());
  const std::uint32_t lowest = *seen.begin();
  std::uint32_t last = lowest;
  for (std::uint32_t i = 0; i < addresses; ++i) {
    for (const Component component : {Component::rtp, Component::rtcp}) {
      const std::uint32_t priority = ours.at(i, component);
      EXPECT_LT(priority, last);
      EXPECT_GT(priority, 0u);
      last = priority;
    }
  }
}

TEST(PriorityTest, BelowAllThatAPartyHas) {
  expect_below({2130706431, 2130706430}, 1);
  expect_below({2130706431, 1694498815, 41885695}, 3);
  expect_below({126u << 24 | 255}, 2);  // local preference 0: the type lends
  expect_below({16777215}, 2);
  expect_below({700}, 2);
  expect_below({100}, 8);
}

TEST(PriorityTest, OneLocalPreferenceLowerWhereThereIsRoom) {
  const PrioritiesBelow ours(with_priorities({2130706431}), 2);
  EXPECT_EQ(ours.at(0, Component::rtp), 2130706175u);
  EXPECT_EQ(ours.at(0, Component::rtcp), 2130706174u);
  EXPECT_EQ(ours.at(1, Component::rtp), 2130705919u);
}

TEST(PriorityTest, WithoutRoomTheyAreDistinctAndInRange) {
  const PrioritiesBelow ours(with_priorities({2, 90}), 2);
  EXPECT_FALSE(ours.below());
  EXPECT_EQ(ours.at(0, Component::rtp), 4u);
  EXPECT_EQ(ours.at(0, Component::rtcp), 3u);
  EXPECT_EQ(ours.at(1, Component::rtp), 2u);
  EXPECT_EQ(ours.at(1, Component::rtcp), 1u);
}

TEST(PriorityTest, AmongNobodyTheyAreThoseOfHosts) {
  EXPECT_EQ(PrioritiesBelow({}, 1).at(0, Component::rtp), 2130706431u);
}

}  // namespace
}  // namespace rtpengine::ice
