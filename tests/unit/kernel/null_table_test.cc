// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the table that is not there.
#include "kernel/null_table.h"

#include <gtest/gtest.h>

#include "table_entries.h"

namespace rtpengine::kernel {
namespace {

TEST(NullTable, can_do_nothing_and_says_why) {
  NullTable table("kernel forwarding is switched off");
  EXPECT_FALSE(table.capabilities().forwards);
  EXPECT_FALSE(table.usable());
  EXPECT_EQ(table.trouble(), "kernel forwarding is switched off");
  EXPECT_EQ(table.name(), "none");
}

TEST(NullTable, takes_no_entry) {
  NullTable table("");
  const media::TableChange change = put_of(plain_entry(1));
  EXPECT_EQ(table.apply({&change, 1}).at(0).status, media::TableStatus::lost);
  EXPECT_EQ(table.size(), 0u);
}

}  // namespace
}  // namespace rtpengine::kernel
