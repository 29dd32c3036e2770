// SPDX-License-Identifier: GPL-3.0-or-later
//
// Loading, unloading and replacing plugins while the daemon works, with real files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <vector>

#include "plugin/registry.h"
#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A registry at work with the first edition, and a set of extensions as calls have it.
class RegistryChangesTest : public testing::Test {
 protected:
  RegistryChangesTest() {
    EXPECT_NE(mkdtemp(dir_.data()), nullptr);
    world_.context.publish = [this](call::ExtensionSet set) { published_ = std::move(set); };
  }
  ~RegistryChangesTest() override { std::filesystem::remove_all(dir_); }

  std::string path() const { return dir_ + "/rtpengine-edition.so"; }

  /// Make the file that of another edition, as an installation does.
  void install(const std::string& edition) {
    std::filesystem::copy_file(
        std::string(TEST_EDITION_DIR) + "/" + edition + "/.libs/rtpengine-edition.so",
        path() + ".new");
    std::filesystem::rename(path() + ".new", path());
  }

  void start_first() {
    install("one");
    ASSERT_TRUE(registry_.add(path(), true));
    ASSERT_TRUE(registry_.initialise(world_.context, {}));
    ASSERT_TRUE(registry_.start());
  }

  std::vector<std::string> states() const {
    std::vector<std::string> states;
    for (const PluginInfo& info : registry_.describe()) {
      states.push_back(info.version + " " + plugin_state_name(info.state));
    }
    return states;
  }

  std::string dir_ = testing::TempDir() + "changes-XXXXXX";
  World world_;
  call::ExtensionSet published_ = call::no_extensions();
  Registry registry_;
};

TEST_F(RegistryChangesTest, PublishesWhatPluginsRegister) {
  start_first();
  EXPECT_NE(published_->find_command("edition"), nullptr);
  registry_.stop_all();
  EXPECT_EQ(published_->find_command("edition"), nullptr);
}

TEST_F(RegistryChangesTest, AReloadRunsTheCodeThatTheFileHoldsNow) {
  start_first();
  install("two");
  const auto reloaded = registry_.reload("edition");
  ASSERT_TRUE(reloaded) << reloaded.error();
  EXPECT_THAT(states(), ElementsAre("2.0 started"));
  EXPECT_THAT(world_.notes.texts(),
              ElementsAre("edition 1 init", "edition 1 start", "edition 2 init", "edition 1 stop",
                          "edition 2 start", "edition 1 destroy"));
}

TEST_F(RegistryChangesTest, ACallKeepsTheCopyThatItBeganWith) {
  start_first();
  const call::ExtensionSet call = published_;
  install("two");
  ASSERT_TRUE(registry_.reload("edition"));
  EXPECT_THAT(states(), ElementsAre("2.0 started", "1.0 draining"));
  EXPECT_NE(call->find_command("edition")->object, published_->find_command("edition")->object);
  registry_.reap();
  EXPECT_FALSE(world_.notes.contains("edition 1 destroy"));
}

TEST_F(RegistryChangesTest, TheLastCallTakesTheEarlierCopyWithIt) {
  start_first();
  call::ExtensionSet call = published_;
  install("two");
  ASSERT_TRUE(registry_.reload("edition"));
  call.reset();
  registry_.reap();
  EXPECT_THAT(states(), ElementsAre("2.0 started"));
  EXPECT_TRUE(world_.notes.contains("edition 1 destroy"));
}

TEST_F(RegistryChangesTest, ACopyThatDoesNotStartLeavesTheEarlierOneAtWork) {
  start_first();
  const call::ExtensionSet before = published_;
  install("three");
  const auto reloaded = registry_.reload("edition");
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error(),
            "plugin 'edition' could not be started: this edition does not start; the earlier copy "
            "goes on");
  EXPECT_THAT(states(), ElementsAre("1.0 started"));
  EXPECT_EQ(published_, before);
  EXPECT_EQ(world_.notes.texts().back(), "edition 1 start");
}

TEST_F(RegistryChangesTest, AFileThatIsNoPluginLeavesTheEarlierCopyAtWork) {
  start_first();
  std::filesystem::copy_file(path(), path() + ".new");
  std::filesystem::resize_file(path() + ".new", 100);
  std::filesystem::rename(path() + ".new", path());
  const auto reloaded = registry_.reload("edition");
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error(), HasSubstr(path() + ": "));
  EXPECT_THAT(states(), ElementsAre("1.0 started"));
}

TEST_F(RegistryChangesTest, UnloadsAndLoads) {
  start_first();
  EXPECT_EQ(registry_.unloaded_from("edition"), "");
  ASSERT_TRUE(registry_.unload("edition"));
  EXPECT_EQ(registry_.unloaded_from("edition"), path());
  EXPECT_EQ(published_->find_command("edition"), nullptr);
  EXPECT_TRUE(registry_.describe().empty());
  install("two");
  const auto loaded = registry_.load(path());
  ASSERT_TRUE(loaded) << loaded.error();
  EXPECT_NE(published_->find_command("edition"), nullptr);
  EXPECT_THAT(states(), ElementsAre("2.0 started"));
}

TEST_F(RegistryChangesTest, TellsWhichCopyIsToTakeOverTheCallsOfWhich) {
  std::vector<call::HandOver> hand_overs;
  world_.context.hand_over = [&](call::HandOver one) {
    one.progress->begin(1);
    hand_overs.push_back(std::move(one));
  };
  start_first();
  const base::PluginHold first = published_->parts.at(0)->plugin;
  install("two");
  ASSERT_TRUE(registry_.reload("edition"));
  ASSERT_EQ(hand_overs.size(), 1u);
  ASSERT_EQ(hand_overs[0].changes.size(), 1u);
  EXPECT_EQ(hand_overs[0].changes[0].from->plugin, first);
  EXPECT_EQ(hand_overs[0].changes[0].to, published_->parts.at(0)) << "as it is in sets";

  ASSERT_TRUE(registry_.describe().at(0).hand_over);
  EXPECT_TRUE(registry_.describe().at(0).hand_over->running);
  hand_overs[0].progress->count_moved();
  hand_overs[0].progress->count_moved();
  hand_overs[0].progress->count_left();
  EXPECT_TRUE(hand_overs[0].progress->end_worker());
  CapturedLog log;
  hand_overs[0].done(*hand_overs[0].progress);
  EXPECT_THAT(
      log.take(),
      HasSubstr("plugin 'edition': 2 calls have moved to the new copy, 1 keep the earlier one"));
  const HandOverInfo info = *registry_.describe().at(0).hand_over;
  EXPECT_FALSE(info.running);
  EXPECT_EQ(info.moved, 2u);
  EXPECT_EQ(info.left, 1u);
}

TEST_F(RegistryChangesTest, AHandOverThatIsNotDoneHoldsTheEarlierCopy) {
  std::vector<call::HandOver> hand_overs;
  world_.context.hand_over = [&](call::HandOver one) { hand_overs.push_back(std::move(one)); };
  start_first();
  install("two");
  ASSERT_TRUE(registry_.reload("edition"));
  EXPECT_THAT(states(), ElementsAre("2.0 started", "1.0 draining"));
  hand_overs.clear();
  registry_.reap();
  EXPECT_THAT(states(), ElementsAre("2.0 started"));
}

TEST_F(RegistryChangesTest, AReloadThatFailsHandsNothingOver) {
  world_.context.hand_over = [](const call::HandOver&) { FAIL(); };
  start_first();
  install("three");
  EXPECT_FALSE(registry_.reload("edition"));
  EXPECT_FALSE(registry_.describe().at(0).hand_over);
}

TEST_F(RegistryChangesTest, ReloadsOftenWithoutLeavingAnythingBehind) {
  start_first();
  const call::ExtensionSet call = published_;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(registry_.reload("edition")) << i;
  EXPECT_THAT(states(), ElementsAre("1.0 started", "1.0 draining"));
}

TEST_F(RegistryChangesTest, RefusesMoreDrainingCopiesThanItsLimit) {
  start_first();
  std::vector<call::ExtensionSet> calls;
  for (std::size_t i = 0; i < Registry::kMaxDraining; ++i) {
    calls.push_back(published_);
    ASSERT_TRUE(registry_.reload("edition")) << i;
  }
  const auto refused = registry_.reload("edition");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("calls still hold 8 earlier copies of it"));
  calls.clear();
  registry_.reap();
  EXPECT_TRUE(registry_.reload("edition"));
}

TEST_F(RegistryChangesTest, RefusesWhatAPluginDoesNotAllow) {
  ASSERT_TRUE(registry_.add(bad_plugin("untidy"), true));
  ASSERT_TRUE(registry_.initialise(world_.context, {}));
  ASSERT_TRUE(registry_.start());
  const auto unloaded = registry_.unload("untidy");
  ASSERT_FALSE(unloaded);
  EXPECT_EQ(unloaded.error(),
            "plugin 'untidy' does not allow to be unloaded while the daemon runs");
  EXPECT_EQ(registry_.reload("no-such").error(), "plugin 'no-such' is not loaded");
}

TEST_F(RegistryChangesTest, RefusesASecondPluginOfOneName) {
  start_first();
  const auto loaded = registry_.load(path());
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error(), HasSubstr("plugin 'edition' is loaded already"));
}

TEST_F(RegistryChangesTest, RefusesWhatTheHostHasSomethingAgainst) {
  start_first();
  registry_.set_check([](const PluginDescriptor& plugin) -> base::Result<void> {
    return base::Error{std::string("not ") + plugin.name};
  });
  const auto loaded = registry_.load(good_plugin());
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error(), good_plugin() + ": not good");
  EXPECT_EQ(registry_.reload("edition").error(), path() + ": not edition");
  EXPECT_THAT(states(), ElementsAre("1.0 started"));
}

TEST_F(RegistryChangesTest, APluginThatRegistersWhatItDidNotDeclareIsRefused) {
  ASSERT_TRUE(registry_.add(bad_plugin("undeclared-kind"), true));
  const auto up = registry_.initialise(world_.context, {});
  ASSERT_FALSE(up);
  EXPECT_EQ(up.error(),
            "plugin 'undeclared-kind' could not be initialised: the host has no observers");
}

}  // namespace
}  // namespace rtpengine::plugin
