// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the table that is chosen later.
#include "kernel/late_table.h"

#include <gtest/gtest.h>

#include "kernel/fake_table.h"
#include "table_entries.h"

namespace rtpengine::kernel {
namespace {

media::TableStatus put(media::KernelTable& table) {
  const media::TableChange change = put_of(plain_entry(1));
  return table.apply({&change, 1}).at(0).status;
}

TEST(LateTable, is_no_table_before_one_is_chosen) {
  LateTable table;
  EXPECT_FALSE(table.usable());
  EXPECT_FALSE(table.capabilities().forwards);
  EXPECT_EQ(table.trouble(), "it is not chosen yet");
  EXPECT_EQ(put(table), media::TableStatus::lost);
}

TEST(LateTable, is_the_one_that_was_chosen) {
  LateTable table;
  table.bind(std::make_unique<FakeTable>());
  EXPECT_EQ(table.name(), "fake");
  EXPECT_TRUE(table.usable());
  EXPECT_EQ(put(table), media::TableStatus::done);
  EXPECT_EQ(table.size(), 1u);
}

TEST(LateTable, does_not_call_it_any_more_once_it_is_given_up) {
  LateTable table;
  auto chosen = std::make_unique<FakeTable>();
  const FakeTable& fake = *chosen;
  table.bind(std::move(chosen));
  table.unbind("the daemon ends");
  table.unbind("again");
  EXPECT_EQ(put(table), media::TableStatus::lost);
  EXPECT_FALSE(table.usable());
  EXPECT_EQ(table.trouble(), "the daemon ends");
  EXPECT_TRUE(fake.history().empty());
}

}  // namespace
}  // namespace rtpengine::kernel
