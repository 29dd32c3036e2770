// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin's kernel table behind the host's interface: what a plugin may answer, and what it holds.
// That it does what every table does is tested in tests/unit/kernel/kernel_table_contract_test.cc.
#include "plugin/plugin_kernel_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "support.h"
#include "tests/plugins/trial/fake-kernel/memory_table.h"

namespace rtpengine::plugin {
namespace {

using testing::HasSubstr;

net::Endpoint address(const char* text, int port) {
  return {net::IpAddress::parse(text).value(), static_cast<std::uint16_t>(port)};
}

media::TableChange put(int number) {
  media::ForwardEntry entry;
  entry.local = address("192.0.2.1", 30000 + number);
  entry.outputs.push_back({address("192.0.2.1", 40000), address("192.0.2.9", 5000), 0, {}, {}});
  return {media::TableChange::Kind::put, entry};
}

/// A table that answers nonsense.
class Nonsense final : public KernelTable {
 public:
  void capabilities(KernelCapabilities* out) noexcept override { *out = {kernel_ipv4, 1, 0, 0, 9}; }
  void apply(const KernelChange*, uint32_t count, KernelOutcome* outcomes) noexcept override {
    for (uint32_t i = 0; i < count; ++i) outcomes[i].status = static_cast<KernelStatus>(55);
  }
  void read_counters(uint32_t, KernelEntrySink* sink) noexcept override {
    sink->counters(nullptr, nullptr);
  }
  uint64_t size() noexcept override { return 0; }
  Status adopt(KernelEntrySink* sink, TextSink*) noexcept override {
    const KernelEntry nothing{};
    sink->entry(&nothing);
    return Status::ok;
  }
  Status clear(TextSink*) noexcept override { return static_cast<Status>(99); }
  uint32_t usable(TextSink*) noexcept override { return 0; }
};

class PluginKernelTableTest : public testing::Test {
 protected:
  PluginKernelTable over(KernelTable& table) {
    return PluginKernelTable({"mine", &table, plugin_});
  }

  std::shared_ptr<const base::PluginCopy> plugin_ = std::make_shared<base::PluginCopy>("sample");
  test::MemoryTable memory_;
};

TEST_F(PluginKernelTableTest, NamesItselfAndHoldsItsPlugin) {
  EXPECT_EQ(plugin_.use_count(), 1);
  {
    const PluginKernelTable table = over(memory_);
    EXPECT_EQ(table.name(), "mine (plugin sample)");
    EXPECT_EQ(plugin_.use_count(), 2);
  }
  EXPECT_EQ(plugin_.use_count(), 1);
}

TEST_F(PluginKernelTableTest, GivesTheCountersOfThePlugin) {
  PluginKernelTable table = over(memory_);
  const media::TableChange change = put(1);
  ASSERT_EQ(table.apply({&change, 1}).at(0).status, media::TableStatus::done);
  memory_.set_counters("192.0.2.1:30001", {5, 860, 1});
  media::ForwardCounters seen;
  table.read_counters(0, [&](const auto& local, const auto& counters) {
    EXPECT_EQ(local, change.entry.local);
    seen = counters;
  });
  EXPECT_EQ(seen, (media::ForwardCounters{5, 860, 1}));
  const media::TableChange removal{media::TableChange::Kind::remove, change.entry};
  EXPECT_EQ(table.apply({&removal, 1}).at(0).counters, (media::ForwardCounters{5, 860, 1}));
}

TEST_F(PluginKernelTableTest, WhatItCannotExpressDoesNotReachThePlugin) {
  PluginKernelTable table = over(memory_);
  std::vector<media::TableChange> batch = {put(1), put(2), put(3)};
  batch[1].entry.decrypt.emplace();
  const auto outcomes = table.apply(batch);
  EXPECT_EQ(outcomes.at(0).status, media::TableStatus::done);
  EXPECT_EQ(outcomes.at(1).status, media::TableStatus::unsupported);
  EXPECT_EQ(outcomes.at(2).status, media::TableStatus::done);
  EXPECT_EQ(memory_.list(),
            "192.0.2.1:30001 -> 192.0.2.9:5000\n192.0.2.1:30003 -> 192.0.2.9:5000\n");
}

TEST_F(PluginKernelTableTest, TheVisitorMayChangeTheTable) {
  PluginKernelTable table = over(memory_);
  const media::TableChange change = put(1);
  table.apply({&change, 1});
  table.read_counters(0, [&](const auto&, const auto&) {
    const media::TableChange removal{media::TableChange::Kind::remove, change.entry};
    table.apply({&removal, 1});
  });
  EXPECT_EQ(table.size(), 0u);
}

TEST_F(PluginKernelTableTest, OnceLostItIsLostForGoodAndThePluginIsLeftAlone) {
  PluginKernelTable table = over(memory_);
  EXPECT_TRUE(table.usable());
  memory_.lose("the module was removed");
  EXPECT_FALSE(table.usable());
  EXPECT_EQ(table.trouble(), "the module was removed");
  const media::TableChange change = put(1);
  EXPECT_EQ(table.apply({&change, 1}).at(0).status, media::TableStatus::lost);
  EXPECT_EQ(table.size(), 0u);
  EXPECT_THAT(table.clear().error(), HasSubstr("mine (plugin sample) failed: the module was"));
  EXPECT_THAT(table.adopt().error(), HasSubstr("failed: the module was removed"));
  EXPECT_EQ(plugin_->faults(), 0u);
}

TEST_F(PluginKernelTableTest, NonsenseIsAFaultOfThePluginAndAFailure) {
  Nonsense nonsense;
  PluginKernelTable table = over(nonsense);
  CapturedLog log;
  const media::TableChange change = put(1);
  EXPECT_EQ(table.apply({&change, 1}).at(0).status, media::TableStatus::failed);
  EXPECT_EQ(plugin_->faults(), 1u);
  table.read_counters(0, [](const auto&, const auto&) { FAIL() << "there is nothing to visit"; });
  EXPECT_EQ(plugin_->faults(), 2u);
  const auto adopted = table.adopt();
  ASSERT_TRUE(adopted);
  EXPECT_TRUE(adopted->empty());
  EXPECT_EQ(plugin_->faults(), 3u);
  EXPECT_THAT(table.clear().error(), HasSubstr("it gave no reason"));
  EXPECT_FALSE(table.usable());
  EXPECT_EQ(table.trouble(), "it gave no reason");
  const std::string text = log.take();
  EXPECT_THAT(text, HasSubstr("kernel table mine (plugin sample): apply gave an unknown outcome"));
  EXPECT_THAT(text, HasSubstr("read_counters gave something that is no entry"));
}

}  // namespace
}  // namespace rtpengine::plugin
