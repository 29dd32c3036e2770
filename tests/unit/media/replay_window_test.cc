// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/replay_window.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/base/move_state.h"

namespace rtpengine::media {
namespace {

TEST(ReplayWindow, AnEmptyOneAdmitsAll) {
  const ReplayWindow window;
  EXPECT_TRUE(window.empty());
  EXPECT_TRUE(window.admits(0));
  EXPECT_TRUE(window.admits(~std::uint64_t{0}));
}

TEST(ReplayWindow, AdmitsEachIndexOnceAndNoneThatIsTooOld) {
  ReplayWindow window;
  window.note(1000);
  EXPECT_FALSE(window.admits(1000));
  EXPECT_TRUE(window.admits(1001));
  EXPECT_TRUE(window.admits(999));
  EXPECT_TRUE(window.admits(1000 - 127));
  EXPECT_FALSE(window.admits(1000 - 128));
  window.note(1000 - 127);
  EXPECT_FALSE(window.admits(1000 - 127));
}

TEST(ReplayWindow, RemembersWhatASetOfAllWouldRemember) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    ReplayWindow window;
    std::set<std::uint64_t> all;
    std::uint64_t at = 500;
    for (int i = 0; i < 300; ++i) {
      at += random() % 7 == 0 ? random() % 200 : random() % 3;
      const std::uint64_t index = at - random() % 160;
      const bool old = !all.empty() && *all.rbegin() >= index + ReplayWindow::kSize;
      const bool expected = !old && !all.contains(index);
      ASSERT_EQ(window.admits(index), expected) << index;
      if (!expected) continue;
      window.note(index);
      all.insert(index);
      ASSERT_EQ(window.highest(), *all.rbegin());
    }
  }
}

TEST(ReplayWindow, AClearedOneKeepsItsHighestIndexAndGoesOnAnywhere) {
  ReplayWindow window;
  window.note(1000);
  window.clear();
  EXPECT_TRUE(window.empty());
  EXPECT_EQ(window.highest(), 1000u);
  EXPECT_TRUE(window.admits(5));
  window.note(5);
  EXPECT_EQ(window.highest(), 5u);
  EXPECT_FALSE(window.admits(5));
}

TEST(ReplayWindow, IsReadAsItWasWritten) {
  ReplayWindow window;
  window.note(1000);
  window.note(1070);
  window.note(1127);
  ReplayWindow read;
  base::move_state(window, read);
  for (std::uint64_t index = 900; index < 1200; ++index)
    EXPECT_EQ(read.admits(index), window.admits(index)) << index;
}

}  // namespace
}  // namespace rtpengine::media
