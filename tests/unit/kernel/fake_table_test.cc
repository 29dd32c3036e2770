// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of what only the fake table can do.
#include "kernel/fake_table.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "table_entries.h"

namespace rtpengine::kernel {
namespace {

media::TableOutcome apply(FakeTable& table, const media::TableChange& change) {
  return table.apply({&change, 1}).at(0);
}

media::ForwardCounters counters(FakeTable& table) {
  media::ForwardCounters result;
  table.read_counters(0, [&](const auto&, const auto& counters) { result = counters; });
  return result;
}

TEST(FakeTable, keeps_counters_when_an_entry_is_changed) {
  FakeTable table;
  media::ForwardEntry entry = plain_entry(1);
  apply(table, put_of(entry));
  table.add_traffic(entry.local, 10, 1720);
  entry.outputs[0].tos = 184;
  apply(table, put_of(entry));
  EXPECT_EQ(counters(table), (media::ForwardCounters{10, 1720, 0}));
  EXPECT_EQ(table.find(entry.local)->outputs[0].tos, 184);
}

TEST(FakeTable, gives_the_last_values_with_the_removal) {
  FakeTable table;
  apply(table, put_of(plain_entry(1)));
  table.add_traffic(plain_entry(1).local, 10, 1720, 2);
  EXPECT_EQ(apply(table, removal_of(plain_entry(1))).counters,
            (media::ForwardCounters{10, 1720, 2}));
  table.add_traffic(plain_entry(1).local, 1, 1);
  EXPECT_EQ(table.size(), 0u);
}

TEST(FakeTable, fails_as_often_as_it_is_told) {
  FakeTable table;
  table.fail_next(2, media::TableStatus::failed);
  EXPECT_EQ(apply(table, put_of(plain_entry(1))).status, media::TableStatus::failed);
  EXPECT_EQ(apply(table, put_of(plain_entry(1))).status, media::TableStatus::failed);
  EXPECT_EQ(apply(table, put_of(plain_entry(1))).status, media::TableStatus::done);
}

TEST(FakeTable, leaves_an_entry_as_it_was_when_changing_it_fails) {
  FakeTable table;
  media::ForwardEntry entry = plain_entry(1);
  apply(table, put_of(entry));
  table.fail_next(1, media::TableStatus::failed);
  entry.outputs[0].tos = 184;
  apply(table, put_of(entry));
  EXPECT_EQ(table.find(entry.local), plain_entry(1));
}

TEST(FakeTable, is_full_at_its_limit) {
  media::TableCapabilities capabilities = FakeTable().capabilities();
  capabilities.max_entries = 1;
  FakeTable table(capabilities);
  EXPECT_EQ(apply(table, put_of(plain_entry(1))).status, media::TableStatus::done);
  EXPECT_EQ(apply(table, put_of(plain_entry(2))).status, media::TableStatus::full);
  EXPECT_EQ(apply(table, put_of(plain_entry(1))).status, media::TableStatus::done);
}

TEST(FakeTable, is_gone_for_good_when_lost) {
  FakeTable table;
  apply(table, put_of(plain_entry(1)));
  table.lose("the module was unloaded");
  EXPECT_FALSE(table.usable());
  EXPECT_EQ(table.trouble(), "the module was unloaded");
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(apply(table, put_of(plain_entry(1))).status, media::TableStatus::lost);
  EXPECT_EQ(apply(table, removal_of(plain_entry(1))).status, media::TableStatus::lost);
  EXPECT_FALSE(table.adopt());
  EXPECT_FALSE(table.clear());
  EXPECT_TRUE(table.capabilities().forwards) << "capabilities never change";
}

TEST(FakeTable, hands_over_what_a_dead_daemon_left_once) {
  FakeTable table;
  table.leave_behind(plain_entry(1));
  EXPECT_EQ(table.size(), 1u);
  std::size_t visited = 0;
  table.read_counters(0, [&](const auto&, const auto&) { visited++; });
  EXPECT_EQ(visited, 0u) << "not ours yet";
  const auto adopted = table.adopt();
  ASSERT_TRUE(adopted);
  ASSERT_EQ(adopted->size(), 1u);
  EXPECT_EQ((*adopted)[0], plain_entry(1));
  EXPECT_TRUE(table.adopt()->empty());
}

TEST(FakeTable, remembers_every_change) {
  FakeTable table;
  apply(table, put_of(plain_entry(1)));
  table.fail_next(1, media::TableStatus::failed);
  apply(table, removal_of(plain_entry(1)));
  const auto history = table.history();
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].kind, media::TableChange::Kind::put);
  EXPECT_EQ(history[1].kind, media::TableChange::Kind::remove);
  EXPECT_EQ(history[1].entry.local, plain_entry(1).local);
}

TEST(FakeTable, visitor_may_change_the_table) {
  FakeTable table;
  apply(table, put_of(plain_entry(1)));
  table.read_counters(0, [&](const net::Endpoint& local, const auto&) {
    media::ForwardEntry entry;
    entry.local = local;
    apply(table, removal_of(entry));
  });
  EXPECT_EQ(table.size(), 0u);
}

TEST(FakeTable, may_be_used_by_several_threads) {
  FakeTable table;
  std::vector<std::thread> threads;
  for (int owner = 0; owner < 4; owner++)
    threads.emplace_back([&table, owner] {
      for (int i = 0; i < 100; i++) {
        media::ForwardEntry entry = plain_entry(owner * 100 + i);
        entry.owner = static_cast<std::uint32_t>(owner);
        apply(table, put_of(entry));
        table.read_counters(entry.owner, [](const auto&, const auto&) {});
        if (i % 2 == 0) apply(table, removal_of(entry));
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(table.size(), 200u);
}

}  // namespace
}  // namespace rtpengine::kernel
