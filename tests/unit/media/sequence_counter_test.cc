// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/sequence_counter.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <random>
#include <set>

#include "tests/unit/base/move_state.h"

namespace rtpengine::media {
namespace {

using Arrival = SequenceCounter::Arrival;

class SequenceCounterTest : public testing::Test {
 protected:
  void note(std::initializer_list<int> numbers) {
    for (const int number : numbers) last_ = counter_.note(std::uint16_t(number));
  }
  void note_range(int from, int to) {
    for (int number = from; number <= to; ++number) note({number});
  }
  std::int64_t lost() const { return std::int64_t(counter_.expected() - counter_.received()); }

  SequenceCounter counter_;
  Arrival last_ = Arrival::stray;
};

TEST_F(SequenceCounterTest, KnowsNothingAtFirst) {
  EXPECT_EQ(counter_.expected(), 0u);
  EXPECT_EQ(counter_.received(), 0u);
  EXPECT_EQ(counter_.strays(), 0u);
}

TEST_F(SequenceCounterTest, BelievesASourceWithItsSecondPacketAndCountsTheFirst) {
  note({7});
  EXPECT_EQ(counter_.expected(), 0u);
  EXPECT_EQ(counter_.strays(), 1u);
  note({8});
  EXPECT_EQ(counter_.expected(), 2u);
  EXPECT_EQ(counter_.received(), 2u);
  EXPECT_EQ(counter_.strays(), 0u);
}

TEST_F(SequenceCounterTest, DoesNotBelieveNumbersThatHaveNothingToDoWithEachOther) {
  note({100, 20000, 40000, 9000});
  EXPECT_EQ(counter_.expected(), 0u);
  EXPECT_EQ(counter_.strays(), 4u);
  note({9001});
  EXPECT_EQ(counter_.expected(), 2u);
  EXPECT_EQ(counter_.strays(), 3u);
}

TEST_F(SequenceCounterTest, BelievesAPathThatLosesEachSecondPacket) {
  for (int number = 0; number < 20; number += 2) note({number});
  EXPECT_EQ(counter_.expected(), 19u);
  EXPECT_EQ(counter_.received(), 10u);
}

TEST_F(SequenceCounterTest, CountsLoss) {
  note({1, 2, 5, 6, 9});
  EXPECT_EQ(counter_.expected(), 9u);
  EXPECT_EQ(lost(), 4);
}

TEST_F(SequenceCounterTest, CountsTheLongestLossThatIsNoNewBeginning) {
  note({1, 2, 2 + int(SequenceCounter::kMaxDropout) - 1});
  EXPECT_EQ(last_, Arrival::ahead);
  EXPECT_EQ(lost(), int(SequenceCounter::kMaxDropout) - 2);
}

TEST_F(SequenceCounterTest, GoesOnThroughTheWrap) {
  note_range(65533, 65535);
  note({0, 1, 3});
  EXPECT_EQ(counter_.expected(), 7u);
  EXPECT_EQ(lost(), 1);
}

TEST_F(SequenceCounterTest, CountsThroughManyWraps) {
  for (int number = 0; number < 5 * 65536; ++number) {
    if (number % 100 != 50) note({number & 0xffff});
  }
  EXPECT_EQ(counter_.expected(), 5u * 65536);
  EXPECT_EQ(lost(), (5 * 65536 - 50 + 99) / 100);
}

TEST_F(SequenceCounterTest, CountsCopiesApart) {
  note({1, 2, 3, 3, 2, 1, 4});
  EXPECT_EQ(counter_.duplicates(), 3u);
  EXPECT_EQ(counter_.received(), 4u);
  EXPECT_EQ(lost(), 0);
  EXPECT_EQ(counter_.reordered(), 0u);
}

TEST_F(SequenceCounterTest, TakesALatePacketForNoLoss) {
  note({1, 2, 4, 5});
  EXPECT_EQ(lost(), 1);
  note({3});
  EXPECT_EQ(last_, Arrival::late);
  EXPECT_EQ(lost(), 0);
  EXPECT_EQ(counter_.reordered(), 1u);
  note({3});
  EXPECT_EQ(last_, Arrival::duplicate);
}

TEST_F(SequenceCounterTest, TakesLatePacketsOfTheBeginning) {
  note({11, 10, 12, 13});
  EXPECT_EQ(counter_.expected(), 4u);
  EXPECT_EQ(lost(), 0);
}

TEST_F(SequenceCounterTest, TakesWhatIsMissingBeforeTheFirstPacketForNoLoss) {
  note({1000, 1001, 950});
  EXPECT_EQ(last_, Arrival::late);
  EXPECT_EQ(counter_.received(), 3u);
  EXPECT_EQ(lost(), 0) << "what was sent before the first packet is not known";
  note({949, 960, 950});
  EXPECT_EQ(counter_.received(), 5u);
  EXPECT_EQ(counter_.duplicates(), 1u);
  EXPECT_EQ(lost(), 0);
  note({1003});
  EXPECT_EQ(lost(), 1) << "in the midst of them it is";
}

TEST_F(SequenceCounterTest, TakesALatePacketOfBeforeAnInterruptionForNoLoss) {
  note_range(1, 10);
  counter_.interrupt();
  note({500, 450, 501});
  EXPECT_EQ(counter_.expected(), 13u);
  EXPECT_EQ(lost(), 0);
}

TEST_F(SequenceCounterTest, ForgetsLatePacketsOfASourceThatItNeverBelieved) {
  note({1000, 950, 30000, 30001});
  EXPECT_EQ(counter_.expected(), 2u);
  EXPECT_EQ(lost(), 0);
  EXPECT_EQ(counter_.strays(), 2u);
}

TEST_F(SequenceCounterTest, RemembersAsFarBackAsPacketsCanBeLate) {
  const int farthest = int(SequenceCounter::kMaxMisorder) - 1;
  note_range(1000, 1000 + farthest - 1);
  note({1000 + farthest + 1, 1000 + farthest + 2});
  note({1000 + farthest, 1003});
  EXPECT_EQ(last_, Arrival::duplicate);
  EXPECT_EQ(counter_.duplicates(), 1u);
  EXPECT_EQ(counter_.reordered(), 1u);
  EXPECT_EQ(lost(), 0);
}

TEST_F(SequenceCounterTest, FollowsASenderThatCountsAnew) {
  note_range(1, 10);
  note({30000});
  EXPECT_EQ(last_, Arrival::stray);
  EXPECT_EQ(counter_.strays(), 1u);
  note({30001});
  EXPECT_EQ(last_, Arrival::first);
  note({30003});
  EXPECT_EQ(counter_.strays(), 0u);
  EXPECT_EQ(counter_.expected(), 14u);
  EXPECT_EQ(counter_.received(), 13u);
}

TEST_F(SequenceCounterTest, IsNotLedAwayByAStray) {
  note_range(1, 10);
  note({30000, 11, 12, 40000, 13});
  EXPECT_EQ(counter_.expected(), 13u);
  EXPECT_EQ(lost(), 0);
  EXPECT_EQ(counter_.strays(), 2u);
}

TEST_F(SequenceCounterTest, TakesWhatWentPastForNoLoss) {
  note_range(1, 10);
  counter_.interrupt();
  note({500});
  EXPECT_EQ(last_, Arrival::first);
  note({501, 503});
  EXPECT_EQ(counter_.expected(), 14u);
  EXPECT_EQ(lost(), 1);
}

TEST_F(SequenceCounterTest, IsRightAboutWhateverAPathDoes) {
  std::mt19937 random(7);
  std::uint64_t received = 0, duplicates = 0;
  std::uint16_t held = 0;
  bool holds = false;
  for (std::uint32_t number = 0; number < 300000; ++number) {
    if (number > 1 && number + 200 < 300000) {
      if (random() % 50 == 0) continue;
      if (!holds && random() % 40 == 0) {
        held = std::uint16_t(number);
        holds = true;
        continue;
      }
    }
    ++received;
    note({int(number & 0xffff)});
    if (random() % 60 == 0) {
      ++duplicates;
      note({int(number & 0xffff)});
    }
    if (holds && random() % 4 == 0) {
      ++received;
      note({held});
      holds = false;
    }
  }
  EXPECT_EQ(counter_.expected(), 300000u);
  EXPECT_EQ(counter_.received(), received);
  EXPECT_EQ(counter_.duplicates(), duplicates);
  EXPECT_EQ(counter_.strays(), 0u);
}

TEST_F(SequenceCounterTest, MovesWithAllItKnows) {
  note_range(1, 200);
  note({203, 202});
  SequenceCounter moved;
  base::move_state(counter_, moved);
  EXPECT_EQ(moved.expected(), counter_.expected());
  EXPECT_EQ(moved.reordered(), 1u);
  EXPECT_EQ(moved.note(201), Arrival::late);
  EXPECT_EQ(moved.note(110), Arrival::duplicate) << "all of what was seen";
  EXPECT_EQ(moved.note(204), Arrival::ahead);
}

}  // namespace
}  // namespace rtpengine::media
