// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every back end of the kernel table has to do, run over those of the host and, through the
// adapter of the SDK, over that of a plugin. Where a table
// forwards nothing the tests demand that it says so.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "kernel/fake_table.h"
#include "kernel/late_table.h"
#include "kernel/null_table.h"
#include "plugin/plugin_kernel_table.h"
#include "table_entries.h"
#include "tests/plugins/trial/fake-kernel/memory_table.h"

namespace rtpengine::kernel {
namespace {

struct BackEnd {
  std::string name;
  std::function<std::unique_ptr<media::KernelTable>()> make;
};

void PrintTo(const BackEnd& back_end, std::ostream* out) { *out << back_end.name; }

/// The adapter over a plugin's table, which lives as long as somebody holds the plugin.
std::unique_ptr<media::KernelTable> make_table_of_plugin() {
  struct Trial {
    base::PluginCopy copy{"trial"};
    test::MemoryTable table;
  };
  const auto trial = std::make_shared<Trial>();
  return std::make_unique<plugin::PluginKernelTable>(
      plugin::KernelTableOffer{"memory", &trial->table, base::PluginHold(trial, &trial->copy)});
}

std::unique_ptr<media::KernelTable> make_late_table() {
  auto table = std::make_unique<LateTable>();
  table->bind(std::make_unique<FakeTable>());
  return table;
}

class TableContract : public testing::TestWithParam<BackEnd> {
 protected:
  media::TableOutcome put(const media::ForwardEntry& entry) { return apply(put_of(entry)); }
  media::TableOutcome remove(const media::ForwardEntry& entry) { return apply(removal_of(entry)); }
  media::TableOutcome apply(const media::TableChange& change) {
    const auto outcomes = table_->apply({&change, 1});
    EXPECT_EQ(outcomes.size(), 1u);
    return outcomes.at(0);
  }
  std::size_t visited(std::uint32_t owner) {
    std::size_t entries = 0;
    table_->read_counters(owner, [&](const auto&, const auto&) { entries++; });
    return entries;
  }
  bool forwards() const { return table_->capabilities().forwards; }

  const std::unique_ptr<media::KernelTable> table_ = GetParam().make();
};

TEST_P(TableContract, has_a_name) { EXPECT_FALSE(table_->name().empty()); }

TEST_P(TableContract, is_usable_if_it_can_forward_and_else_says_why_not) {
  EXPECT_EQ(table_->usable(), forwards());
  EXPECT_EQ(table_->trouble().empty(), forwards());
}

TEST_P(TableContract, takes_an_entry_or_says_that_there_is_no_table) {
  const auto outcome = put(plain_entry(1));
  EXPECT_EQ(outcome.status, forwards() ? media::TableStatus::done : media::TableStatus::lost);
  EXPECT_EQ(table_->size(), forwards() ? 1u : 0u);
}

TEST_P(TableContract, putting_the_same_twice_changes_nothing) {
  put(plain_entry(1));
  put(plain_entry(1));
  EXPECT_EQ(table_->size(), forwards() ? 1u : 0u);
}

TEST_P(TableContract, removing_is_idempotent) {
  put(plain_entry(1));
  const auto expected = forwards() ? media::TableStatus::done : media::TableStatus::lost;
  EXPECT_EQ(remove(plain_entry(1)).status, expected);
  EXPECT_EQ(remove(plain_entry(1)).status, expected);
  EXPECT_EQ(table_->size(), 0u);
}

TEST_P(TableContract, gives_one_outcome_for_each_change_of_a_batch) {
  const std::vector<media::TableChange> batch{put_of(plain_entry(1)), put_of(plain_entry(2)),
                                              removal_of(plain_entry(1))};
  EXPECT_EQ(table_->apply(batch).size(), 3u);
  EXPECT_EQ(table_->size(), forwards() ? 1u : 0u);
  EXPECT_TRUE(table_->apply({}).empty());
}

TEST_P(TableContract, a_step_that_fails_does_not_stop_those_after_it) {
  const std::vector<media::TableChange> batch{put_of(media::ForwardEntry{}),
                                              put_of(plain_entry(2))};
  const auto outcomes = table_->apply(batch);
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_NE(outcomes[0].status, media::TableStatus::done);
  if (forwards()) {
    EXPECT_EQ(outcomes[0].status, media::TableStatus::unsupported);
    EXPECT_EQ(outcomes[1].status, media::TableStatus::done);
  }
}

TEST_P(TableContract, refuses_what_its_capabilities_exclude) {
  media::ForwardEntry srtp = plain_entry(1);
  srtp.decrypt.emplace();
  const bool can = table_->capabilities().decrypts;
  EXPECT_EQ(put(srtp).status == media::TableStatus::done, can);
  EXPECT_EQ(table_->size(), can ? 1u : 0u);
}

TEST_P(TableContract, shows_the_counters_of_one_owner_only) {
  media::ForwardEntry other = plain_entry(2);
  other.owner = 1;
  put(plain_entry(1));
  put(other);
  EXPECT_EQ(visited(0), forwards() ? 1u : 0u);
  EXPECT_EQ(visited(1), forwards() ? 1u : 0u);
  EXPECT_EQ(visited(2), 0u);
}

TEST_P(TableContract, begins_counting_at_zero) {
  put(plain_entry(1));
  table_->read_counters(0, [](const net::Endpoint& local, const media::ForwardCounters& counters) {
    EXPECT_EQ(local, plain_entry(1).local);
    EXPECT_EQ(counters, media::ForwardCounters{});
  });
  EXPECT_EQ(remove(plain_entry(1)).counters, media::ForwardCounters{});
}

TEST_P(TableContract, adopts_nothing_that_is_its_own_and_clears_everything) {
  put(plain_entry(1));
  const auto adopted = table_->adopt();
  ASSERT_TRUE(adopted);
  EXPECT_TRUE(adopted->empty());
  EXPECT_TRUE(table_->clear());
  EXPECT_EQ(table_->size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(
    BackEnds, TableContract,
    testing::Values(BackEnd{"null", [] { return std::make_unique<NullTable>("switched off"); }},
                    BackEnd{"fake", [] { return std::make_unique<FakeTable>(); }},
                    BackEnd{"late", make_late_table}, BackEnd{"plugin", make_table_of_plugin}),
    [](const auto& back_end) { return back_end.param.name; });

}  // namespace
}  // namespace rtpengine::kernel
