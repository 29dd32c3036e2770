// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of descriptor watches and timers.
#include "loop/watch.h"

#include <ev.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rtpengine/loop.h>

#include <stdexcept>

#include "loop/event_loop.h"
#include "tests/unit/loop/captured_log.h"

namespace rtpengine::loop {
namespace {

class WatchTest : public testing::Test {
 protected:
  WatchTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair_), 0); }
  ~WatchTest() override {
    close(pair_[0]);
    close(pair_[1]);
  }

  void send_to_watched() { EXPECT_EQ(send(pair_[1], "x", 1, 0), 1); }
  void receive() {
    char byte;
    EXPECT_EQ(recv(pair_[0], &byte, 1, 0), 1);
  }
  /// One turn that doesn't wait.
  void turn() { ev_run(loop_.raw(), EVRUN_NOWAIT); }

  EventLoop loop_{"the loop", EVFLAG_AUTO, 100};
  int pair_[2];
};

TEST_F(WatchTest, ReportsWhatTheDescriptorIsReadyFor) {
  std::uint32_t seen = 0;
  const auto watch = make_fd_watch(loop_.raw(), pair_[0], fd_readable | fd_writable,
                                   [&](std::uint32_t events) { seen = events; });
  turn();
  EXPECT_EQ(seen, fd_writable);
  send_to_watched();
  turn();
  EXPECT_EQ(seen, fd_readable | fd_writable);
}

TEST_F(WatchTest, ReportsAgainAsLongAsTheDescriptorIsReady) {
  int calls = 0;
  const auto watch =
      make_fd_watch(loop_.raw(), pair_[0], fd_readable, [&](std::uint32_t) { ++calls; });
  turn();
  EXPECT_EQ(calls, 0);
  send_to_watched();
  turn();
  turn();
  EXPECT_EQ(calls, 2);
  receive();
  turn();
  EXPECT_EQ(calls, 2);
}

TEST_F(WatchTest, PausesAndGoesOn) {
  int calls = 0;
  const auto watch =
      make_fd_watch(loop_.raw(), pair_[0], fd_readable, [&](std::uint32_t) { ++calls; });
  send_to_watched();
  watch->set_events(0);
  turn();
  EXPECT_EQ(calls, 0);
  watch->set_events(fd_readable);
  turn();
  EXPECT_EQ(calls, 1);
  watch->set_events(fd_writable);
  turn();
  EXPECT_EQ(calls, 2);
}

TEST_F(WatchTest, StartsPausedWithoutEvents) {
  int calls = 0;
  const auto watch = make_fd_watch(loop_.raw(), pair_[0], 0, [&](std::uint32_t) { ++calls; });
  send_to_watched();
  turn();
  EXPECT_EQ(calls, 0);
}

TEST_F(WatchTest, StopsWhenDestroyed) {
  int calls = 0;
  auto watch = make_fd_watch(loop_.raw(), pair_[0], fd_readable, [&](std::uint32_t) { ++calls; });
  send_to_watched();
  watch.reset();
  turn();
  EXPECT_EQ(calls, 0);
}

TEST_F(WatchTest, MayBeDestroyedByItsOwnCallback) {
  std::unique_ptr<FdWatch> watch;
  const std::string captured(100, 'x');
  std::string after;
  watch = make_fd_watch(loop_.raw(), pair_[0], fd_readable, [&, captured](std::uint32_t) {
    watch.reset();
    after = captured;
  });
  send_to_watched();
  turn();
  turn();
  EXPECT_EQ(after, captured);
}

TEST_F(WatchTest, MayBeDestroyedByTheCallbackOfAnotherInTheSameTurn) {
  int calls = 0;
  std::unique_ptr<FdWatch> first;
  std::unique_ptr<FdWatch> second;
  first = make_fd_watch(loop_.raw(), pair_[0], fd_readable, [&](std::uint32_t) {
    ++calls;
    second.reset();
  });
  second = make_fd_watch(loop_.raw(), pair_[1], fd_readable, [&](std::uint32_t) {
    ++calls;
    first.reset();
  });
  EXPECT_EQ(send(pair_[0], "x", 1, 0), 1);
  send_to_watched();
  turn();
  EXPECT_EQ(calls, 1);
}

TEST_F(WatchTest, WatchesADescriptorWhoseNumberIsUsedAgain) {
  auto watch = make_fd_watch(loop_.raw(), pair_[0], fd_readable, [](std::uint32_t) {});
  turn();
  watch.reset();
  const int number = pair_[0];
  close(pair_[0]);
  close(pair_[1]);
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair_), 0);
  ASSERT_EQ(pair_[0], number);
  int calls = 0;
  watch = make_fd_watch(loop_.raw(), pair_[0], fd_readable, [&](std::uint32_t) { ++calls; });
  send_to_watched();
  turn();
  EXPECT_EQ(calls, 1);
}

TEST_F(WatchTest, SurvivesACallbackThatThrows) {
  CapturedLog log;
  const auto watch = make_fd_watch(loop_.raw(), pair_[0], fd_readable,
                                   [](std::uint32_t) { throw std::runtime_error("the reason"); });
  send_to_watched();
  turn();
  EXPECT_NE(log.take().find("the reason"), std::string::npos);
}

class TimerTest : public WatchTest {};

TEST_F(TimerTest, FiresOnceAfterItsDelay) {
  int calls = 0;
  base::Time fired = 0;
  const auto timer = make_timer(loop_.raw(), [&] {
    ++calls;
    fired = base::monotonic_now();
    loop_.stop();
  });
  const base::Time start = base::monotonic_now();
  timer->start(2 * base::kMillisecond, 0);
  loop_.run({});
  EXPECT_EQ(calls, 1);
  EXPECT_GE(fired - start, 2 * base::kMillisecond);
}

TEST_F(TimerTest, Repeats) {
  int calls = 0;
  const auto timer = make_timer(loop_.raw(), [&] {
    if (++calls == 3) loop_.stop();
  });
  timer->start(0, base::kMillisecond);
  loop_.run({});
  EXPECT_GE(calls, 3);
}

TEST_F(TimerTest, DoesNotFireWhenStoppedOrDestroyed) {
  int calls = 0;
  const auto stopped = make_timer(loop_.raw(), [&] { ++calls; });
  auto destroyed = make_timer(loop_.raw(), [&] { ++calls; });
  stopped->start(0, 0);
  destroyed->start(0, 0);
  stopped->stop();
  destroyed.reset();
  turn();
  EXPECT_EQ(calls, 0);
}

TEST_F(TimerTest, MovesWhenStartedAgain) {
  std::string order;
  const auto moved = make_timer(loop_.raw(), [&] {
    order += "moved";
    loop_.stop();
  });
  const auto other = make_timer(loop_.raw(), [&] { order += "other "; });
  moved->start(0, 0);
  other->start(base::kMillisecond, 0);
  moved->start(3 * base::kMillisecond, 0);
  loop_.run({});
  EXPECT_EQ(order, "other moved");
}

TEST_F(TimerTest, MayBeDestroyedOrStartedByItsOwnCallback) {
  int calls = 0;
  std::unique_ptr<Timer> timer;
  timer = make_timer(loop_.raw(), [&] {
    if (++calls < 3) {
      timer->start(0, 0);
    } else {
      timer.reset();
      loop_.stop();
    }
  });
  timer->start(0, 0);
  loop_.run({});
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace rtpengine::loop
