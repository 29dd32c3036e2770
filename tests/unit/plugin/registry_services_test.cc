// SPDX-License-Identifier: GPL-3.0-or-later
//
// Plugins that use each other's services, with real files: found in any order, held, and replaced
// and destroyed together.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "plugin/registry.h"
#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::ElementsAre;

std::string trial(const std::string& folder, const std::string& name) {
  return std::string(TEST_TRIAL_DIR) + "/" + folder + "/.libs/rtpengine-" + name + ".so";
}

class RegistryServicesTest : public testing::Test {
 protected:
  void start(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) ASSERT_TRUE(registry_.add(path, true)) << path;
    ASSERT_TRUE(registry_.initialise(world_.context, {}));
    ASSERT_TRUE(registry_.start());
  }

  /// What plugins said since the last call, without all else that is in the log.
  std::vector<std::string> said() {
    std::istringstream lines(log_->take());
    std::vector<std::string> said;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t at = std::min(line.find("counted the "), line.find("the counter goes"));
      if (at != std::string::npos) said.push_back(line.substr(at));
    }
    log_.emplace();
    return said;
  }

  const std::string publisher_ = trial("publisher", "publisher");
  const std::string user_ = trial("user", "user");
  const std::string lasting_user_ = trial("user", "lasting-user");
  World world_;
  std::optional<CapturedLog> log_{std::in_place};
  Registry registry_;
};

TEST_F(RegistryServicesTest, AUserFindsAServiceWhereverItStandsInTheOrder) {
  start({user_, publisher_, lasting_user_});
  EXPECT_THAT(said(), ElementsAre("counted the start: 1", "counted the start: 2"));
}

TEST_F(RegistryServicesTest, AUserFindsNothingWhereNobodyOffersIt) {
  start({user_});
  EXPECT_THAT(said(), ElementsAre("counted the start: 0"));
}

TEST_F(RegistryServicesTest, UsersAreDestroyedBeforeThePublisherInAnyOrder) {
  start({user_, publisher_, lasting_user_});
  said();
  registry_.stop_all();
  EXPECT_THAT(said(), ElementsAre("counted the end: 3", "counted the end: 4", "the counter goes"));
}

TEST_F(RegistryServicesTest, APublisherIsNotUnloadedWhileItIsUsed) {
  start({publisher_, user_});
  EXPECT_EQ(registry_.unload("publisher").error(),
            "plugin 'publisher' cannot be unloaded: plugin 'user' uses its service "
            "'publisher.counter/1'");
  EXPECT_TRUE(registry_.unload("user"));
  EXPECT_TRUE(registry_.unload("publisher"));
  EXPECT_TRUE(registry_.describe().empty());
  EXPECT_THAT(said(),
              ElementsAre("counted the start: 1", "counted the end: 2", "the counter goes"));
}

TEST_F(RegistryServicesTest, AReloadOfThePublisherReloadsItsUsers) {
  start({user_, publisher_});
  said();
  const auto reloaded = registry_.reload("publisher");
  ASSERT_TRUE(reloaded) << reloaded.error();
  // The fresh pair counts from 1, and the earlier one ends together.
  EXPECT_THAT(said(),
              ElementsAre("counted the start: 1", "counted the end: 2", "the counter goes"));
  EXPECT_EQ(registry_.draining(), 0u);
  ASSERT_EQ(registry_.describe().size(), 2u);
  EXPECT_EQ(registry_.describe()[0].name, "user");
}

TEST_F(RegistryServicesTest, ThePublisherAndItsUsersAreHandedOverTogether) {
  std::vector<std::string> names;
  world_.context.hand_over = [&](const call::HandOver& hand_over) {
    for (const call::CopyChange& change : hand_over.changes) {
      EXPECT_NE(change.from->plugin, change.to->plugin);
      EXPECT_EQ(change.from->plugin->name(), change.to->plugin->name());
      names.push_back(change.to->plugin->name());
    }
  };
  start({user_, publisher_});
  ASSERT_TRUE(registry_.reload("publisher"));
  EXPECT_THAT(names, ElementsAre("publisher", "user"));
}

TEST_F(RegistryServicesTest, AReloadOfAUserLeavesThePublisherAsItIs) {
  start({publisher_, user_});
  ASSERT_TRUE(registry_.reload("user"));
  EXPECT_THAT(said(),
              ElementsAre("counted the start: 1", "counted the start: 2", "counted the end: 3"));
}

TEST_F(RegistryServicesTest, AReloadIsRefusedIfAUserHasToStay) {
  start({publisher_, user_, lasting_user_});
  said();
  EXPECT_EQ(registry_.reload("publisher").error(),
            "plugin 'publisher' cannot be reloaded without its users: plugin 'lasting-user' does "
            "not allow to be reloaded while the daemon runs");
  EXPECT_THAT(said(), ElementsAre());
  EXPECT_EQ(registry_.draining(), 0u);
}

TEST_F(RegistryServicesTest, AUserGoesWithAPublisherThatDoesNotStart) {
  // The user starts first, and has been given the service by then.
  ASSERT_TRUE(registry_.add(user_, false));
  ASSERT_TRUE(registry_.add(bad_plugin("failing-publisher"), false));
  ASSERT_TRUE(registry_.initialise(world_.context, {}));
  ASSERT_TRUE(registry_.start());
  EXPECT_THAT(said(), ElementsAre("counted the start: 7", "counted the end: 7"));
  const std::vector<PluginInfo> infos = registry_.describe();
  ASSERT_EQ(infos.size(), 2u);
  EXPECT_EQ(infos[0].state, PluginState::refused);
  EXPECT_EQ(infos[0].problem,
            "plugin 'user' needs plugin 'failing-publisher', which is left out: plugin "
            "'failing-publisher' could not be started: it has changed its mind");
}

}  // namespace
}  // namespace rtpengine::plugin
