// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include <rtpengine/deadlines.h>

namespace rtpengine::author {
namespace {

/// One worker whose time the test makes.
struct FakeLoop final : LoopV1 {
  std::uint32_t worker_count() noexcept override { return 1; }
  std::uint32_t current_worker() noexcept override { return 0; }
  WatchHandle watch(std::uint32_t, std::int32_t, std::uint32_t, FdHandler*) noexcept override {
    return 0;
  }
  void unwatch(WatchHandle) noexcept override {}
  TimerHandle start_timer(std::uint32_t worker, std::int64_t interval,
                          TimerHandler* handler) noexcept override {
    EXPECT_EQ(timer, nullptr) << "one is enough";
    EXPECT_EQ(worker, 7u);
    EXPECT_EQ(interval, 10'000);
    timer = handler;
    return 5;
  }
  void stop_timer(TimerHandle handle) noexcept override {
    EXPECT_EQ(handle, 5u);
    timer = nullptr;
  }
  Status post(std::uint32_t, Job*) noexcept override { return Status::busy; }
  Status run_blocking(Job*) noexcept override { return Status::busy; }
  std::int64_t now_us() noexcept override { return now; }

  void pass(std::int64_t until) {
    now = until;
    if (timer != nullptr) timer->on_timer();
  }

  TimerHandler* timer = nullptr;
  std::int64_t now = 0;
};

struct Waiting final : Sleeper {
  Waiting(std::vector<std::string>& log, std::string called)
      : woken(log), name(std::move(called)) {}
  void wake(std::int64_t now) noexcept override {
    woken.push_back(name + " " + std::to_string(now));
    if (then) then();
  }
  std::vector<std::string>& woken;
  std::string name;
  std::function<void()> then;
};

class DeadlinesTest : public testing::Test {
 protected:
  FakeLoop loop_;
  std::vector<std::string> woken_;
  Waiting a_{woken_, "a"};
  Waiting b_{woken_, "b"};
  Deadlines deadlines_{&loop_, 7};
};

using Texts = std::vector<std::string>;

TEST_F(DeadlinesTest, WakeInTheOrderOfTheirTimes) {
  deadlines_.set(&a_, no_deadline, 20'000);
  deadlines_.set(&b_, no_deadline, 10'000);
  loop_.pass(9'999);
  EXPECT_EQ(woken_, Texts{});
  loop_.pass(25'000);
  EXPECT_EQ(woken_, (Texts{"b 25000", "a 25000"}));
}

TEST_F(DeadlinesTest, NeedATimerOnlyWhileThereAreSome) {
  EXPECT_EQ(loop_.timer, nullptr);
  deadlines_.set(&a_, no_deadline, 20'000);
  EXPECT_NE(loop_.timer, nullptr);
  loop_.pass(20'000);
  EXPECT_EQ(loop_.timer, nullptr);
}

TEST_F(DeadlinesTest, AreMovedAndTakenBack) {
  deadlines_.set(&a_, no_deadline, 10'000);
  deadlines_.set(&b_, no_deadline, 10'000);
  deadlines_.set(&a_, 10'000, 30'000);
  deadlines_.set(&b_, 10'000, no_deadline);
  loop_.pass(20'000);
  EXPECT_EQ(woken_, Texts{});
  loop_.pass(30'000);
  EXPECT_EQ(woken_, Texts{"a 30000"});
}

TEST_F(DeadlinesTest, AreSetAnewAsOneWakes) {
  a_.then = [&] {
    a_.then = nullptr;
    deadlines_.set(&a_, no_deadline, loop_.now + 10'000);
    deadlines_.set(&b_, 10'000, no_deadline);
  };
  deadlines_.set(&a_, no_deadline, 5'000);
  deadlines_.set(&b_, no_deadline, 10'000);
  loop_.pass(10'000);
  EXPECT_EQ(woken_, Texts{"a 10000"}) << "b was taken back in time";
  loop_.pass(20'000);
  EXPECT_EQ(woken_, (Texts{"a 10000", "a 20000"}));
}

TEST_F(DeadlinesTest, LeaveNoTimerBehind) {
  {
    Deadlines others(&loop_, 7);
    others.set(&a_, no_deadline, 10'000);
    others.set(&a_, 10'000, 10'000);
    EXPECT_NE(loop_.timer, nullptr);
  }
  EXPECT_EQ(loop_.timer, nullptr);
}

}  // namespace
}  // namespace rtpengine::author
