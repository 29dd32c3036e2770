// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a plugin keeps in a call, as a tree.
#include "call/saved_states.h"

#include "tests/unit/call/fake_copy.h"
#include "tests/unit/call/relay_fixture.h"

namespace rtpengine::call {
namespace {

class SavedStatesTest : public RelayTest {
 protected:
  void SetUp() override {
    bench_.calls->set_extensions(make_extensions({old_.contribution()}));
    set_up();
  }
  StatePlace place(std::uint32_t participant = no_index, std::uint32_t media = no_index) {
    return {bench_.call().handle(), participant, media};
  }
  base::Result<void> save() {
    return save_states(bench_.call(), *old_.contribution(), tree_.dictionary());
  }
  base::Result<void> restore() {
    return restore_states(bench_.call(), *new_.contribution(), *tree_.root());
  }

  FakeCopy old_{*bench_.calls, "counter", 3};
  FakeCopy new_{*bench_.calls, "counter", 4};
  base::ValueTree tree_;
};

TEST_F(SavedStatesTest, WritesWhereEachStateIsAndWhatIsInIt) {
  old_.keep(place(1, 0), 30);
  old_.keep(place(), 10);
  old_.keep(place(1), 20);
  ASSERT_TRUE(save());
  const Reply saved(*tree_.root());
  EXPECT_EQ(saved.number({"version"}), 3);
  EXPECT_EQ(saved.words({"states", "0"}), (std::vector<std::string>{"state"}));
  EXPECT_EQ(saved.number({"states", "0", "state", "number"}), 10);
  EXPECT_EQ(saved.words({"states", "1"}), (std::vector<std::string>{"participant", "state"}));
  EXPECT_EQ(saved.number({"states", "2", "participant"}), 1);
  EXPECT_EQ(saved.number({"states", "2", "media"}), 0);
  EXPECT_EQ(saved.number({"states", "2", "state", "number"}), 30);
  EXPECT_EQ(saved.at({"states", "3"}), nullptr);
}

TEST_F(SavedStatesTest, IsReadBackWhereItWasWithItsVersion) {
  old_.keep(place(), 10);
  old_.keep(place(0), 20);
  old_.keep(place(0, 0), 30);
  ASSERT_TRUE(save());
  ASSERT_TRUE(restore());
  EXPECT_EQ(new_.version_read, 3u);
  EXPECT_EQ(new_.at(place()), 10);
  EXPECT_EQ(new_.at(place(0)), 20);
  EXPECT_EQ(new_.at(place(0, 0)), 30);
  EXPECT_EQ(old_.at(place()), 10) << "it stays where it is";
}

TEST_F(SavedStatesTest, NothingIsAStateToo) {
  ASSERT_TRUE(save());
  EXPECT_TRUE(restore());
  EXPECT_TRUE(new_.restored.empty());
}

TEST_F(SavedStatesTest, SaysWhichPluginFailedInWhat) {
  old_.keep(place(), 10);
  old_.saving = [](const StatePlace&, ValueWriter&) { return Status::failed; };
  EXPECT_EQ(save().error(), "plugin 'counter' failed in save_state with status 1");
  EXPECT_EQ(old_.plugin.copy->faults(), 1u);
  old_.saving = {};
  ASSERT_TRUE(save());
  new_.restoring = [](const StatePlace&, std::int64_t) { return Status::unsupported; };
  EXPECT_EQ(restore().error(), "plugin 'counter' failed in restore_state with status 3");
  EXPECT_EQ(new_.plugin.copy->faults(), 1u);
}

TEST_F(SavedStatesTest, RefusesWhatIsNestedTooDeep) {
  old_.keep(place(), 10);
  old_.saving = [](const StatePlace&, ValueWriter& out) {
    for (int i = 0; i < 100; ++i) out.begin_list(slice("deeper"));
    return Status::ok;
  };
  EXPECT_EQ(save().error(), "plugin 'counter' wrote a state that is nested too deep");
  EXPECT_EQ(old_.plugin.copy->faults(), 1u);
}

TEST_F(SavedStatesTest, RefusesADamagedTree) {
  tree_.dictionary().list("states").dictionary().set("state", "text");
  EXPECT_EQ(restore().error(), "what was saved is damaged");
  tree_.dictionary().list("states").add(7);
  EXPECT_EQ(restore().error(), "what was saved is damaged");
}

TEST_F(SavedStatesTest, APlaceThatIsNotThereFailsInThePlugin) {
  const auto entry = tree_.dictionary().list("states").dictionary();
  entry.set("participant", 7);
  entry.dictionary("state").set("number", 1);
  EXPECT_FALSE(restore());
  EXPECT_EQ(new_.kept, 0);
}

}  // namespace
}  // namespace rtpengine::call
