// SPDX-License-Identifier: GPL-3.0-or-later
//
// Handing over the calls of a worker, a few at a time.
#include "call/hand_over_queue.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/fake_copy.h"

namespace rtpengine::call {
namespace {

class HandOverQueueTest : public testing::Test {
 protected:
  void TearDown() override { bench_.calls->end_all(EndReason::shutdown); }

  /// Calls that begin with the first copy, and each have a state of it.
  void begin(unsigned count) {
    publish(first_part_);
    for (unsigned i = 0; i < count; ++i) {
      const Call& call = bench_.calls->create("c" + std::to_string(i));
      first_.keep({call.handle(), no_index, no_index}, i + 1);
    }
  }
  void publish(const ContributionPtr& part) {
    bench_.calls->set_extensions(make_extensions({part}));
  }
  void hand_over(const ContributionPtr& from, const ContributionPtr& to) {
    HandOver hand_over;
    hand_over.changes = {{from, to}};
    hand_over.progress = progress_.emplace_back(std::make_shared<HandOverProgress>());
    hand_over.done = [this](const HandOverProgress&) { ++done_; };
    hand_over.progress->begin(1);
    publish(to);
    queue_.add(std::make_shared<const HandOver>(std::move(hand_over)));
  }
  unsigned run_to_end() {
    unsigned turns = 0;
    for (; !queue_.idle(); ++turns) queue_.turn();
    return turns;
  }

  Bench bench_;
  FakeCopy first_{*bench_.calls, "one"};
  FakeCopy second_{*bench_.calls, "two"};
  FakeCopy third_{*bench_.calls, "three"};
  ContributionPtr first_part_ = first_.contribution();
  ContributionPtr second_part_ = second_.contribution();
  ContributionPtr third_part_ = third_.contribution();
  RunningCommand running_;
  PluginCommands commands_{bench_.worker, {}, running_};
  HandOverQueue queue_{bench_.worker, *bench_.calls, commands_};
  std::vector<std::shared_ptr<HandOverProgress>> progress_;
  int done_ = 0;
};

TEST_F(HandOverQueueTest, VisitsAFewCallsEachTurnAndAllInTheEnd) {
  constexpr unsigned kCalls = 5 * HandOverQueue::kCallsEachTurn;
  begin(kCalls);
  hand_over(first_part_, second_part_);
  EXPECT_EQ(second_.kept, 0) << "nothing happens at once";
  queue_.turn();
  EXPECT_GE(second_.kept, 1);
  EXPECT_LE(second_.kept, int(HandOverQueue::kCallsEachTurn));
  EXPECT_TRUE(progress_[0]->running());
  EXPECT_GE(run_to_end(), 4u);
  EXPECT_EQ(second_.kept, int(kCalls));
  EXPECT_EQ(first_.kept, 0);
  EXPECT_EQ(progress_[0]->moved(), kCalls);
  EXPECT_EQ(progress_[0]->left(), 0u);
  EXPECT_FALSE(progress_[0]->running());
  EXPECT_EQ(done_, 1);
}

TEST_F(HandOverQueueTest, OneCallThatCannotMoveStaysAloneAndIsCounted) {
  begin(40);
  second_.restoring = [](const StatePlace&, std::int64_t number) {
    return number == 17 ? Status::failed : Status::ok;
  };
  hand_over(first_part_, second_part_);
  run_to_end();
  EXPECT_EQ(progress_[0]->moved(), 39u);
  EXPECT_EQ(progress_[0]->left(), 1u);
  EXPECT_EQ(first_.kept, 1);
  EXPECT_EQ(first_.at({bench_.calls->find("c16")->handle(), no_index, no_index}), 17);
}

TEST_F(HandOverQueueTest, CallsOfAPluginThatOffersNothingAreCounted) {
  first_.has_codec = false;
  first_part_ = first_.contribution();
  begin(3);
  hand_over(first_part_, second_part_);
  run_to_end();
  EXPECT_EQ(progress_[0]->moved(), 0u);
  EXPECT_EQ(progress_[0]->left(), 3u);
}

TEST_F(HandOverQueueTest, PassesOverCallsThatHaveNothingOfTheCopy) {
  bench_.calls->create("other");
  begin(1);
  hand_over(first_part_, second_part_);
  run_to_end();
  EXPECT_EQ(progress_[0]->moved() + progress_[0]->left(), 1u);
  EXPECT_FALSE(bench_.calls->find("other")->has(*second_.plugin.copy));
}

TEST_F(HandOverQueueTest, CallsMayEndAndBeginMeanwhile) {
  begin(2 * HandOverQueue::kCallsEachTurn);
  hand_over(first_part_, second_part_);
  queue_.turn();
  for (unsigned i = 0; i < 2 * HandOverQueue::kCallsEachTurn; i += 2) {
    bench_.calls->end(*bench_.calls->find("c" + std::to_string(i)), EndReason::deleted);
  }
  bench_.calls->create("new");
  run_to_end();
  EXPECT_EQ(first_.kept, 0);
  EXPECT_EQ(second_.kept, int(HandOverQueue::kCallsEachTurn));
  EXPECT_TRUE(bench_.calls->find("new")->has(*second_.plugin.copy));
}

TEST_F(HandOverQueueTest, ACopyThatIsReplacedAgainMeanwhilePassesItsCallsOn) {
  begin(100);
  hand_over(first_part_, second_part_);
  queue_.turn();
  hand_over(second_part_, third_part_);
  run_to_end();
  EXPECT_EQ(third_.kept, 100);
  EXPECT_EQ(first_.kept + second_.kept, 0);
  EXPECT_EQ(progress_[0]->moved(), 100u);
  EXPECT_EQ(progress_[1]->moved(), 100u);
  EXPECT_EQ(done_, 2);
}

TEST_F(HandOverQueueTest, LetsGoOfTheCopiesWhenItIsDoneOrClosed) {
  begin(1);
  const auto second = second_part_.use_count();
  hand_over(first_part_, second_part_);
  run_to_end();
  const auto holders = first_part_.use_count();
  hand_over(second_part_, third_part_);
  queue_.close();
  EXPECT_TRUE(queue_.idle());
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(first_part_.use_count(), holders);
  EXPECT_EQ(second_part_.use_count(), second + 1) << "the call's set";
  EXPECT_EQ(holders, 1);
}

TEST_F(HandOverQueueTest, CommandsOfPluginsThatMoveACallWaitUntilItHasMoved) {
  begin(1);
  bool busy = false;
  second_.restoring = [&](const StatePlace&, std::int64_t) {
    busy = bench_.calls->busy();
    return Status::ok;
  };
  hand_over(first_part_, second_part_);
  run_to_end();
  EXPECT_TRUE(busy);
}

}  // namespace
}  // namespace rtpengine::call
