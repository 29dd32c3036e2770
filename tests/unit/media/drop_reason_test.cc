// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of drop reasons and their counters.
#include "media/drop_reason.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace rtpengine::media {
namespace {

TEST(DropReasonNames, are_distinct_and_lead_back_to_their_reason) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kDropReasonCount; i++) {
    const auto reason = DropReason(i);
    EXPECT_TRUE(names.insert(to_string(reason)).second) << to_string(reason);
    EXPECT_EQ(drop_reason_from(to_string(reason)), reason);
    EXPECT_FALSE(describe(reason).empty());
  }
  EXPECT_FALSE(drop_reason_from("no such reason"));
}

TEST(DropReasonNames, are_lower_case_words_with_hyphens) {
  for (std::size_t i = 0; i < kDropReasonCount; i++)
    EXPECT_EQ(to_string(DropReason(i)).find_first_not_of("abcdefghijklmnopqrstuvwxyz-"),
              std::string_view::npos);
  EXPECT_EQ(to_string(DropReason::source_refused), "source-refused");
  EXPECT_EQ(to_string(DropReason::by_stage), "by-stage");
}

TEST(DropCounters, count_each_reason_for_itself) {
  DropCounters counters;
  counters.count(DropReason::no_route);
  counters.count(DropReason::no_route, 4);
  counters.count(DropReason::by_stage);
  EXPECT_EQ(counters[DropReason::no_route], 5u);
  EXPECT_EQ(counters[DropReason::by_stage], 1u);
  EXPECT_EQ(counters[DropReason::truncated], 0u);
  EXPECT_EQ(counters.total(), 6u);
}

TEST(DropCounters, add_up_and_visit_what_occurred) {
  DropCounters sum, other;
  sum.count(DropReason::not_rtp, 2);
  other.count(DropReason::not_rtp, 3);
  other.count(DropReason::truncated, 1);
  sum += other;
  std::string seen;
  sum.for_each([&](DropReason reason, std::uint64_t number) {
    seen += std::string(to_string(reason)) + "=" + std::to_string(number) + " ";
  });
  EXPECT_EQ(seen, "not-rtp=5 truncated=1 ");
}

}  // namespace
}  // namespace rtpengine::media
