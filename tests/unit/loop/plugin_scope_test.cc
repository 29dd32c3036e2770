// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the daemon knows of the time that workers spend in plugins.
#include "loop/plugin_scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(PluginScopeTest, DoesNothingOutsideOfAWorker) {
  const base::PluginCopy plugin("x");
  const PluginScope scope(plugin);
  EXPECT_EQ(Worker::current(), nullptr);
}

TEST(PluginScopeTest, TellsOfACallbackThatTookTooLong) {
  CapturedLog log;
  const base::PluginCopy plugin("slow");
  {
    const TimedPluginScope scope(plugin, "on_command");
    const base::Time end = base::monotonic_now() + TimedPluginScope::kSlow + base::kMillisecond;
    while (base::monotonic_now() <= end) {
    }
  }
  EXPECT_EQ(plugin.faults(), 1u);
  EXPECT_THAT(log.take(), testing::HasSubstr("plugin 'slow' took 0.1 s in on_command"));
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
