// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins keep in calls, and when they get it back.
#include "call/plugin_states.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "tests/unit/call/state_notes.h"

namespace rtpengine::call {
namespace {

class PluginStatesTest : public testing::Test {
 protected:
  const base::PluginHold one_ = std::make_shared<const base::PluginCopy>("one");
  const base::PluginHold other_ = std::make_shared<const base::PluginCopy>("other");
  int a_ = 1, b_ = 2;
  StateNotes owner_, other_owner_;
  PluginStates states_;
};

TEST_F(PluginStatesTest, EachCopyOfAPluginHasItsOwn) {
  EXPECT_EQ(states_.get(*one_), nullptr);
  states_.set(one_, &a_, owner_);
  states_.set(other_, &b_, other_owner_);
  EXPECT_EQ(states_.get(*one_), &a_);
  EXPECT_EQ(states_.get(*other_), &b_);
  states_.release(*one_);
  EXPECT_EQ(states_.get(*one_), nullptr);
  EXPECT_EQ(states_.get(*other_), &b_);
  EXPECT_EQ(owner_.released, std::vector{1});
  EXPECT_TRUE(other_owner_.released.empty());
}

TEST_F(PluginStatesTest, AStateThatIsReplacedIsReleased) {
  states_.set(one_, &a_, owner_);
  states_.set(one_, &b_, owner_);
  EXPECT_EQ(states_.get(*one_), &b_);
  EXPECT_EQ(owner_.released, std::vector{1});
}

TEST_F(PluginStatesTest, ReleasingNothingDoesNothing) {
  states_.release(*one_);
  states_.release_all();
  EXPECT_TRUE(owner_.released.empty());
}

TEST_F(PluginStatesTest, WhatIsLeftIsReleasedWithThePlace) {
  {
    PluginStates place;
    place.set(one_, &a_, owner_);
    place.set(other_, &b_, owner_);
    EXPECT_EQ(one_.use_count(), 2) << "the plugin's code is needed to release it";
  }
  EXPECT_EQ(owner_.released, (std::vector{2, 1}));
  EXPECT_EQ(one_.use_count(), 1);
}

TEST_F(PluginStatesTest, APluginMayKeepSomethingNewWhileItIsTold) {
  owner_.then = [this] {
    owner_.then = nullptr;
    EXPECT_EQ(states_.get(*one_), nullptr);
    states_.set(one_, &b_, owner_);
  };
  states_.set(one_, &a_, owner_);
  states_.release(*one_);
  EXPECT_EQ(states_.get(*one_), &b_);
  EXPECT_EQ(owner_.released, std::vector{1});
}

}  // namespace
}  // namespace rtpengine::call
