// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands of plugins on a running worker: limits, time, and what comes late.
#include "call/plugin_commands.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <memory>
#include <thread>

#include "tests/unit/call/arguments.h"
#include "tests/unit/call/fake_plugin.h"
#include "tests/unit/call/kept_reply.h"

namespace rtpengine::call {
namespace {

class PluginCommandsTest : public testing::Test {
 protected:
  PluginCommandsTest() {
    plugin_.on("later", rtpengine::CommandScope::daemon, [this](Command& command) {
      kept_.push_back(&command);
      return Status::pending;
    });
    worker_.start();
  }
  ~PluginCommandsTest() override {
    on_worker([this] { commands_.reset(); });
    worker_.stop_and_join();
  }

  void on_worker(const std::function<void()>& function) { worker_.run_and_wait(function); }
  void make(const CommandLimits& limits) {
    on_worker([&] { commands_ = std::make_unique<PluginCommands>(worker_, limits, running_); });
  }
  KeptReply& run() {
    KeptReply& sink = sinks_.emplace_back();
    on_worker([&] { commands_->run(plugin_.command(), 0, arguments_.value(), sink); });
    return sink;
  }
  std::size_t pending() {
    std::size_t count = 0;
    on_worker([&] { count = commands_->pending(); });
    return count;
  }
  /// Waits for what the worker does by itself.
  bool becomes_pending(std::size_t count) {
    const auto deadline = base::monotonic_now() + 20 * base::kSecond;
    while (pending() != count) {
      if (base::monotonic_now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }

  FakePlugin plugin_{"slow"};
  Arguments arguments_{{"command", "later"}};
  loop::Worker worker_{0, 100};
  RunningCommand running_;
  std::unique_ptr<PluginCommands> commands_;
  std::deque<KeptReply> sinks_;
  std::vector<Command*> kept_;  ///< in work with the plugin
};

TEST_F(PluginCommandsTest, AnswersWhenThePluginFinishesOnAnotherThread) {
  make({});
  KeptReply& sink = run();
  EXPECT_EQ(sink.count(), 0);
  EXPECT_EQ(pending(), 1u);
  std::thread([this] {
    kept_[0]->reply()->integer({"n", 1}, 5);
    kept_[0]->finish();
  }).join();
  EXPECT_EQ(sink.wait().number({"n"}), 5);
  EXPECT_EQ(pending(), 0u);
  EXPECT_EQ(sink.count(), 1);
}

TEST_F(PluginCommandsTest, GivesUpWhatTakesTooLong) {
  make({20 * base::kMillisecond, 10});
  KeptReply& sink = run();
  EXPECT_EQ(sink.wait().reason(), "Plugin slow did not answer in time");
  EXPECT_EQ(pending(), 1u) << "the plugin may still write into it";
  EXPECT_EQ(plugin_.copy->faults(), 1u);
  kept_[0]->finish();
  EXPECT_TRUE(becomes_pending(0));
  EXPECT_EQ(plugin_.copy->faults(), 2u);
  EXPECT_EQ(sink.count(), 1);
}

TEST_F(PluginCommandsTest, WaitsForEverIfThereIsNoLimit) {
  make({0, 10});
  KeptReply& sink = run();
  on_worker([this] { commands_->sweep(base::monotonic_now() + 86400 * base::kSecond); });
  EXPECT_EQ(sink.count(), 0);
  kept_[0]->finish();
  EXPECT_EQ(sink.wait().result(), "ok");
}

TEST_F(PluginCommandsTest, LimitsWhatOnePluginHasInWork) {
  make({10 * base::kSecond, 2});
  KeptReply& first = run();
  run();
  EXPECT_EQ(run().reply().reason(), "Plugin slow has too many commands in work");
  EXPECT_EQ(kept_.size(), 2u) << "it was not asked";
  kept_[0]->finish();
  first.wait();
  EXPECT_EQ(run().count(), 0);
  EXPECT_EQ(kept_.size(), 3u);
}

TEST_F(PluginCommandsTest, WhatIsGivenUpCountsUntilThePluginIsGone) {
  make({20 * base::kMillisecond, 1});
  run().wait();
  EXPECT_EQ(run().reply().reason(), "Plugin slow has too many commands in work");
  plugin_ = FakePlugin("other");
  EXPECT_TRUE(becomes_pending(0));
}

TEST_F(PluginCommandsTest, AReplyThatFoundTheMailboxFullComesWithTheNextSweep) {
  make({200 * base::kMillisecond, 10});
  KeptReply& sink = run();
  on_worker([&] {
    while (worker_.post([] {})) {
    }
    kept_[0]->finish();
  });
  EXPECT_EQ(sink.wait().result(), "ok");
  EXPECT_TRUE(becomes_pending(0));
}

TEST_F(PluginCommandsTest, ClosingAnswersAllAndLetsNoneWaitAnyMore) {
  make({});
  KeptReply& first = run();
  on_worker([this] { commands_->close("over"); });
  EXPECT_EQ(first.reply().reason(), "over");
  EXPECT_EQ(run().reply().reason(), "over");
  kept_[0]->finish();
  kept_[1]->finish();
  EXPECT_TRUE(becomes_pending(0));
  EXPECT_EQ(first.count(), 1);
}

TEST_F(PluginCommandsTest, ManyFinishedFromManyThreadsEachGetOneReply) {
  make({10 * base::kSecond, 200});
  for (int i = 0; i < 200; ++i) run();
  std::atomic<std::size_t> next{0};
  const auto finish = [&] {
    for (std::size_t i = next++; i < kept_.size(); i = next++) kept_[i]->finish();
  };
  std::thread first(finish), second(finish);
  finish();
  first.join();
  second.join();
  for (KeptReply& sink : sinks_) EXPECT_EQ(sink.wait().result(), "ok");
  EXPECT_TRUE(becomes_pending(0));
  for (KeptReply& sink : sinks_) EXPECT_EQ(sink.count(), 1);
}

}  // namespace
}  // namespace rtpengine::call
