// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the daemon knows of the time that workers spend in plugins.
#include "loop/plugin_scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "loop/worker.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::loop {
namespace {

std::string current(const Worker& worker) {
  return worker.current_plugin() != nullptr ? worker.current_plugin() : "none";
}

TEST(PluginScopeTest, NotesTheInnermostPluginOfTheWorker) {
  const base::PluginCopy outer("outer"), inner("inner");
  Worker worker{0, 10};
  worker.run_and_wait([&] {
    EXPECT_EQ(current(worker), "none");
    const PluginScope in_outer(outer);
    EXPECT_EQ(current(worker), "outer");
    {
      const PluginScope in_inner(inner);
      EXPECT_EQ(current(worker), "inner");
    }
    EXPECT_EQ(current(worker), "outer");
  });
  EXPECT_EQ(current(worker), "none");
}

TEST(PluginScopeTest, NotesTheInnermostWork) {
  Worker worker{0, 10};
  EXPECT_EQ(worker.current_work(), nullptr);
  worker.run_and_wait([&] {
    const WorkScope packets("packets");
    {
      const WorkScope offer("offer");
      EXPECT_STREQ(worker.current_work(), "offer");
    }
    EXPECT_STREQ(worker.current_work(), "packets");
  });
  EXPECT_EQ(worker.current_work(), nullptr);
  const WorkScope elsewhere("nothing that concerns a worker");
}

TEST(PluginScopeTest, OnlyCallbacksAboutACallMakeCommandsWait) {
  const base::PluginCopy outer("outer"), inner("inner");
  Worker worker{0, 10};
  worker.run_and_wait([&] {
    const LoopPluginScope in_outer(outer, "on_ready");
    EXPECT_EQ(current(worker), "outer");
    EXPECT_FALSE(worker.in_call_callback());
    {
      const HostScope in_host;
      EXPECT_EQ(current(worker), "none");
      EXPECT_FALSE(worker.in_call_callback());
      const PluginScope in_inner(inner);
      EXPECT_TRUE(worker.in_call_callback());
      const LoopPluginScope reply(outer, "on_reply");
      EXPECT_EQ(current(worker), "outer");
      EXPECT_TRUE(worker.in_call_callback()) << "the inner one still waits for it to return";
      const HostScope in_host_again;
      EXPECT_TRUE(worker.in_call_callback());
    }
    EXPECT_EQ(current(worker), "outer");
    EXPECT_FALSE(worker.in_call_callback());
  });
}

TEST(PluginScopeTest, DoesNothingOutsideOfAWorker) {
  const base::PluginCopy plugin("x");
  const PluginScope scope(plugin);
  EXPECT_EQ(Worker::current(), nullptr);
}

void spend_more_than_allowed() {
  const base::Time end = base::monotonic_now() + TimedPluginScope::kSlow + base::kMillisecond;
  while (base::monotonic_now() <= end) {
  }
}

TEST(PluginScopeTest, TellsOfACallbackThatTookTooLong) {
  CapturedLog log;
  const base::PluginCopy plugin("slow");
  {
    const TimedPluginScope scope(plugin, "on_command");
    spend_more_than_allowed();
  }
  EXPECT_EQ(plugin.faults(), 1u);
  EXPECT_THAT(log.take(), testing::HasSubstr("plugin 'slow' took 0.1 s in on_command"));
}

/// Runs `work` on a worker, in a callback of the plugin; returns what is logged.
std::string log_of_callback(const base::PluginCopy& plugin, const std::function<void()>& work) {
  CapturedLog log;
  Worker worker{0, 10};
  worker.run_and_wait([&] {
    const LoopPluginScope scope(plugin, "on_timer");
    work();
  });
  return log.take();
}

TEST(PluginScopeTest, CountsThatTimeForTheInnermostPluginOnly) {
  const base::PluginCopy asking("asking"), slow("slow");
  log_of_callback(asking, [&] {
    const HostScope in_host;
    const TimedPluginScope in_slow(slow, "on_command");
    spend_more_than_allowed();
  });
  EXPECT_EQ(slow.faults(), 1u);
  EXPECT_EQ(asking.faults(), 0u);
}

TEST(PluginScopeTest, TheTimeOfTheHostIsNobodysFault) {
  const base::PluginCopy plugin("asking");
  EXPECT_EQ(log_of_callback(plugin,
                            [] {
                              const HostScope in_host;
                              spend_more_than_allowed();
                            }),
            "");
  EXPECT_EQ(plugin.faults(), 0u);
}

TEST(PluginScopeTest, TheTimeAfterTheHostReturnedIsThePluginsAgain) {
  const base::PluginCopy plugin("slow");
  const std::string log = log_of_callback(plugin, [] {
    { const HostScope in_host; }
    spend_more_than_allowed();
  });
  EXPECT_EQ(plugin.faults(), 1u);
  EXPECT_THAT(log, testing::HasSubstr("plugin 'slow' took 0.1 s in on_timer"));
}

TEST(PluginScopeTest, SaysNothingOfAQuickCallback) {
  CapturedLog log;
  const base::PluginCopy plugin("quick");
  { const TimedPluginScope scope(plugin, "on_command"); }
  EXPECT_EQ(plugin.faults(), 0u);
  EXPECT_EQ(log.take(), "");
}

}  // namespace
}  // namespace rtpengine::loop
