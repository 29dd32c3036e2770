// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the event loop, run on the test's own thread: everything happens in a known order.
#include "loop/event_loop.h"

#include <ev.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <rtpengine/loop.h>

#include <stdexcept>

#include "tests/unit/loop/captured_log.h"

namespace rtpengine::loop {
namespace {

class EventLoopTest : public testing::Test {
 protected:
  EventLoop loop_{"the loop", EVFLAG_AUTO, 100};
};

TEST_F(EventLoopTest, RunsTasksInTheOrderTheyWerePosted) {
  std::string order;
  loop_.post([&] { order += 'b'; });
  loop_.post([&] { order += 'c'; });
  loop_.post([&] { loop_.stop(); });
  loop_.run([&] { order += 'a'; });
  EXPECT_EQ(order, "abc");
}

TEST_F(EventLoopTest, DoesNotRunATaskWithinTheOneThatPostsIt) {
  std::string order;
  loop_.post([&] {
    loop_.post([&] {
      order += "inner";
      loop_.stop();
    });
    order += "outer ";
  });
  loop_.run({});
  EXPECT_EQ(order, "outer inner");
}

TEST_F(EventLoopTest, StopsAfterTheTasksThatWait) {
  int run = 0;
  loop_.stop();
  loop_.post([&] {
    ++run;
    loop_.post([&] { ++run; });
  });
  loop_.run({});
  EXPECT_EQ(run, 2);
  EXPECT_FALSE(loop_.post([] {})) << "nobody would run it";
}

TEST_F(EventLoopTest, StopsThoughATaskPostsItselfForEver) {
  int run = 0;
  Task again = [&] {
    ++run;
    loop_.post(again);
  };
  loop_.post(again);
  loop_.stop();
  loop_.run({});
  EXPECT_GT(run, 10);
  EXPECT_GE(loop_.dropped_tasks(), 1u);
}

TEST_F(EventLoopTest, MayRunAgain) {
  int run = 0;
  for (int i = 0; i < 3; ++i) {
    loop_.run([&] { loop_.post([&] { ++run, loop_.stop(); }); });
  }
  EXPECT_EQ(run, 3);
}

TEST_F(EventLoopTest, RefusesTasksBeyondItsLimitAndSaysSo) {
  CapturedLog log;
  EventLoop loop("a small loop", EVFLAG_AUTO, 1);
  EXPECT_TRUE(loop.post([] {}));
  EXPECT_FALSE(loop.post([] {}));
  EXPECT_EQ(loop.dropped_tasks(), 1u);
  EXPECT_NE(log.take().find("mailbox of a small loop is full"), std::string::npos);
}

TEST_F(EventLoopTest, DestroysWhatATaskHoldsRightAfterIt) {
  std::string order;
  auto held = std::shared_ptr<void>(nullptr, [&](void*) { order += "destroyed "; });
  loop_.post([held = std::move(held)] {});
  loop_.post([&] {
    order += "next";
    loop_.stop();
  });
  loop_.run({});
  EXPECT_EQ(order, "destroyed next");
}

TEST_F(EventLoopTest, SurvivesATaskThatThrows) {
  CapturedLog log;
  loop_.post([] { throw std::runtime_error("the reason"); });
  loop_.post([&] { loop_.stop(); });
  loop_.run({});
  EXPECT_NE(log.take().find("the reason"), std::string::npos);
}

TEST_F(EventLoopTest, KnowsWhoRunsIt) {
  bool inside = false;
  EXPECT_FALSE(loop_.on_this_thread());
  loop_.post([&] {
    inside = loop_.on_this_thread();
    loop_.stop();
  });
  loop_.run({});
  EXPECT_TRUE(inside);
  EXPECT_FALSE(loop_.on_this_thread());
}

TEST_F(EventLoopTest, CallsTheEndOfTurnAfterTheEventsOfEachTurn) {
  std::string order;
  loop_.set_end_of_turn([&] { order += '|'; });
  loop_.post([&] {
    order += 'a';
    loop_.post([&] {
      order += 'b';
      loop_.stop();
    });
  });
  loop_.post([&] { order += 'a'; });
  loop_.run([&] { order += '^'; });
  EXPECT_EQ(order, "^|aa|b|");
}

TEST_F(EventLoopTest, TimeStandsStillDuringATurn) {
  const base::Time before = base::monotonic_now();
  base::Time first = 0;
  base::Time second = 0;
  loop_.post([&] { first = loop_.now(); });
  loop_.post([&] {
    while (base::monotonic_now() == first) {
    }
    second = loop_.now();
    loop_.stop();
  });
  loop_.run({});
  EXPECT_GE(first, before);
  EXPECT_EQ(first, second);
}

TEST_F(EventLoopTest, IsBusyDuringATurnOnly) {
  EXPECT_EQ(loop_.busy_since(), 0);
  base::Time inside = 0;
  loop_.post([&] {
    inside = loop_.busy_since();
    loop_.stop();
  });
  const base::Time made = loop_.last_turn();
  loop_.run({});
  EXPECT_GE(inside, made);
  EXPECT_EQ(loop_.busy_since(), 0);
  EXPECT_EQ(loop_.last_turn(), inside);
}

TEST_F(EventLoopTest, DestroysTasksAndTheirWatchesBeforeTheLoopGoes) {
  auto loop = std::make_unique<EventLoop>("a loop", EVFLAG_AUTO, 10);
  std::shared_ptr<Timer> timer = make_timer(loop->raw(), [] {});
  timer->start(base::kSecond, 0);
  loop->post([timer = std::move(timer)] {});
  loop.reset();
  SUCCEED();
}

}  // namespace
}  // namespace rtpengine::loop
