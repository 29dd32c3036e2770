// SPDX-License-Identifier: GPL-3.0-or-later
//
// The life of real plugins: a good one through all of its steps, and bad ones that fail at each.
#include "plugin/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "support.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::plugin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

bool in_memory(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (handle != nullptr) dlclose(handle);
  return handle != nullptr;
}

PluginOptionValues good_values() {
  PluginOptionValues values;
  values["good"]["good-listen"] = {{"127.0.0.1:2223", "test.yaml:3: good.good-listen"}};
  values["good"]["good-word"] = {{"a", "test.yaml:4: good.good-word"},
                                 {"b", "command line: --good-word"}};
  return values;
}

std::vector<std::string> states(const Registry& registry) {
  std::vector<std::string> states;
  for (const PluginInfo& info : registry.describe()) {
    states.push_back(info.name + " " + plugin_state_name(info.state));
  }
  return states;
}

void live_once(World& world) {
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  const auto initialised = registry.initialise(world.context, good_values());
  ASSERT_TRUE(initialised) << initialised.error();
  const auto started = registry.start();
  ASSERT_TRUE(started) << started.error();
  for (const char* text : {"ready", "timer", "job on worker 0", "blocking job", "reply pong"}) {
    EXPECT_TRUE(world.notes.wait_for(text)) << text;
  }
  EXPECT_THAT(states(registry), ElementsAre("good started"));
  registry.stop_all();
  EXPECT_THAT(states(registry), ElementsAre("good stopped"));
}

TEST(Registry, LeadsAGoodPluginThroughItsLife) {
  World world;
  CapturedLog log;
  live_once(world);
  EXPECT_THAT(world.notes.texts(),
              IsSupersetOf({"init", "listen 127.0.0.1:2223 from test.yaml:3: good.good-listen",
                            "interval 2000", "word a", "word b", "start", "stop", "destroy"}));
  EXPECT_THAT(log.take(), AllOf(HasSubstr("call-1"), HasSubstr("good: the good plugin has started"),
                                HasSubstr("plugin 'good' 1.2.3 is started"),
                                Not(HasSubstr("stays in memory"))));
}

TEST(Registry, UnloadsAPluginAndLoadsItAgain) {
  for (int round = 0; round < 2; ++round) {
    World world;
    ASSERT_FALSE(in_memory(good_plugin()));
    live_once(world);
    EXPECT_TRUE(world.notes.contains("init"));
    EXPECT_FALSE(in_memory(good_plugin()));
  }
}

TEST(Registry, TakesPluginsDownWhenItIsDestroyed) {
  World world;
  {
    Registry registry;
    ASSERT_TRUE(registry.add(good_plugin(), true));
    ASSERT_TRUE(registry.initialise(world.context, good_values()));
    ASSERT_TRUE(registry.start());
  }
  EXPECT_EQ(world.notes.texts().back(), "destroy");
}

TEST(Registry, GivesTheOptionTablesBeforeAnythingRuns) {
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  ASSERT_TRUE(registry.resolve());
  ASSERT_EQ(registry.plugins().size(), 1u);
  const PluginDescriptor& descriptor = registry.plugins()[0]->descriptor();
  ASSERT_EQ(descriptor.option_count, 4u);
  EXPECT_STREQ(descriptor.options[0].name, "good-listen");
  EXPECT_TRUE(registry.has("good"));
  EXPECT_FALSE(registry.has("bad"));
}

TEST(Registry, WaitsForCommandsInWorkBeforeAPluginGoes) {
  World world(FakeCommands::Mode::hold);
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  ASSERT_TRUE(registry.initialise(world.context, good_values()));
  ASSERT_TRUE(registry.start());
  ASSERT_TRUE(world.commands.wait_until_held());

  std::thread calls([&world] {
    if (world.notes.wait_for("stop")) world.commands.answer_held();
  });
  registry.stop_all();
  calls.join();
  const std::vector<std::string> texts = world.notes.texts();
  ASSERT_GE(texts.size(), 2u);
  EXPECT_EQ(texts.back(), "destroy");
  EXPECT_TRUE(world.notes.contains("reply pong"));
}

TEST(Registry, KeepsAPluginInMemoryWhoseCommandNeverEnds) {
  // A file of its own, since it stays in memory.
  std::string dir = testing::TempDir() + "registry-XXXXXX";
  ASSERT_NE(mkdtemp(dir.data()), nullptr);
  const std::string path = dir + "/rtpengine-good.so";
  std::filesystem::copy_file(good_plugin(), path);

  World world(FakeCommands::Mode::hold);
  world.context.drain_limit = 1;
  CapturedLog log;
  {
    Registry registry;
    ASSERT_TRUE(registry.add(path, true));
    ASSERT_TRUE(registry.initialise(world.context, good_values()));
    ASSERT_TRUE(registry.start());
    ASSERT_TRUE(world.commands.wait_until_held());
  }
  EXPECT_THAT(log.take(), HasSubstr("plugin 'good' still has 1 commands and "));
  EXPECT_FALSE(world.notes.contains("destroy"));
  EXPECT_TRUE(in_memory(path));
  world.commands.answer_held();
  EXPECT_TRUE(world.notes.contains("reply pong"));
  std::filesystem::remove_all(dir);
}

TEST(Registry, RefusesANameThatIsTaken) {
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  const auto again = registry.add(good_plugin(), true);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error(),
            good_plugin() + ": plugin 'good' is loaded already, from " + good_plugin());
}

TEST(Registry, RefusesAnOptionThatIsTaken) {
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  const auto other = registry.add(bad_plugin("same-option"), true);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error(), bad_plugin("same-option") +
                               ": its option 'good-listen' is one of plugin 'good' already");
}

TEST(Registry, GoesOnWithoutAnOptionalPluginThatDoesNotLoad) {
  World world;
  CapturedLog log;
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("wrong-magic"), false));
  ASSERT_TRUE(registry.add(good_plugin(), true));
  ASSERT_TRUE(registry.initialise(world.context, good_values()));
  ASSERT_TRUE(registry.start());
  EXPECT_THAT(states(registry), ElementsAre("good started", "wrong-magic refused"));
  EXPECT_THAT(registry.describe()[1].problem, HasSubstr("0x4b43494d"));
  EXPECT_THAT(log.take(), AllOf(HasSubstr(bad_plugin("wrong-magic") + ": is not a plugin"),
                                HasSubstr("the daemon goes on without it")));
}

TEST(Registry, RefusesAPluginWhoseDependencyIsMissing) {
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("missing-dependency"), true));
  const auto resolved = registry.resolve();
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error(), bad_plugin("missing-dependency") +
                                  ": plugin 'missing-dependency' needs plugin 'no-such-plugin', "
                                  "which is not loaded");
  EXPECT_FALSE(in_memory(bad_plugin("missing-dependency")));
}

TEST(Registry, RefusesACircle) {
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("circle-a"), true));
  ASSERT_TRUE(registry.add(bad_plugin("circle-b"), true));
  const auto resolved = registry.resolve();
  ASSERT_FALSE(resolved);
  EXPECT_THAT(resolved.error(), HasSubstr("circle-a -> circle-b -> circle-a"));
}

TEST(Registry, RefusesPluginsOnceTheOrderIsKnown) {
  Registry registry;
  ASSERT_TRUE(registry.resolve());
  EXPECT_FALSE(registry.add(good_plugin(), true));
}

TEST(Registry, ReportsWhyAFactoryFailed) {
  World world;
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("failing-factory"), true));
  const auto initialised = registry.initialise(world.context, {});
  ASSERT_FALSE(initialised);
  EXPECT_EQ(initialised.error(), "plugin 'failing-factory' could not be created: out of luck");
  EXPECT_FALSE(in_memory(bad_plugin("failing-factory")));
}

TEST(Registry, UndoesWhatIsUpWhenARequiredInitFails) {
  World world;
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  ASSERT_TRUE(registry.add(bad_plugin("failing-init"), true));
  const auto initialised = registry.initialise(world.context, good_values());
  ASSERT_FALSE(initialised);
  EXPECT_EQ(initialised.error(),
            "plugin 'failing-init' could not be initialised: the database is gone");
  EXPECT_FALSE(world.notes.contains("stop"));
  EXPECT_EQ(world.notes.texts().back(), "destroy");
  EXPECT_FALSE(in_memory(good_plugin()));
  EXPECT_THAT(states(registry), ElementsAre("good stopped", "failing-init refused"));
}

TEST(Registry, UndoesWhatIsUpWhenARequiredStartFails) {
  World world;
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  ASSERT_TRUE(registry.add(bad_plugin("failing-start"), true));
  ASSERT_TRUE(registry.initialise(world.context, good_values()));
  const auto started = registry.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error(), "plugin 'failing-start' could not be started: it gave no reason");
  // A control protocol is started last, so that its first call finds all others at work.
  EXPECT_FALSE(world.notes.contains("start"));
  EXPECT_EQ(world.notes.texts().back(), "destroy");
}

TEST(Registry, LeavesOutThoseThatNeedAnOptionalPluginThatFails) {
  World world;
  CapturedLog log;
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("needs-failing-start"), false));
  ASSERT_TRUE(registry.add(bad_plugin("failing-start"), false));
  ASSERT_TRUE(registry.add(good_plugin(), true));
  ASSERT_TRUE(registry.initialise(world.context, good_values()));
  ASSERT_TRUE(registry.start());
  EXPECT_THAT(states(registry),
              ElementsAre("failing-start refused", "needs-failing-start refused", "good started"));
  EXPECT_THAT(log.take(), HasSubstr("plugin 'needs-failing-start' needs plugin 'failing-start', "
                                    "which is left out"));
}

TEST(Registry, FailsWhenARequiredPluginNeedsAnOptionalOneThatFails) {
  World world;
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("failing-start"), false));
  ASSERT_TRUE(registry.add(bad_plugin("needs-failing-start"), true));
  ASSERT_TRUE(registry.initialise(world.context, {}));
  const auto started = registry.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error(), HasSubstr("plugin 'needs-failing-start' needs plugin "
                                         "'failing-start', which is left out: plugin "
                                         "'failing-start' could not be started"));
}

TEST(Registry, RefusesOptionsThatThePluginDoesNotHave) {
  World world;
  Registry registry;
  ASSERT_TRUE(registry.add(good_plugin(), true));
  PluginOptionValues values;
  values["good"]["good-lisen"] = {{"1", "test.yaml:7: good.good-lisen"}};
  const auto initialised = registry.initialise(world.context, values);
  ASSERT_FALSE(initialised);
  EXPECT_EQ(initialised.error(),
            "test.yaml:7: good.good-lisen: plugin 'good' has no option 'good-lisen'");
}

TEST(Registry, TakesAwayWhatAPluginLeftBehind) {
  World world;
  CapturedLog log;
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("untidy"), true));
  ASSERT_TRUE(registry.initialise(world.context, {}));
  ASSERT_TRUE(registry.start());
  registry.stop_all();
  EXPECT_THAT(log.take(), HasSubstr("plugin 'untidy' left 0 watches and 1 timers behind"));
  EXPECT_FALSE(in_memory(bad_plugin("untidy")));
}

TEST(Registry, TellsOfStepsThatTakeLong) {
  World world;
  loop::CapturedLog log;
  Registry registry;
  ASSERT_TRUE(registry.add(bad_plugin("slow"), true));
  ASSERT_TRUE(registry.initialise(world.context, {}));
  ASSERT_TRUE(registry.start());
  EXPECT_EQ(registry.describe()[0].faults, 2u);
  registry.stop();
  EXPECT_EQ(registry.describe()[0].faults, 3u);
  const std::string lines = log.take();
  for (const char* step : {"init", "start", "stop"}) {
    EXPECT_THAT(lines, HasSubstr(std::string("plugin 'slow' took 0.1 s in ") + step +
                                 "; the main thread waited for it"));
  }
}

}  // namespace
}  // namespace rtpengine::plugin
