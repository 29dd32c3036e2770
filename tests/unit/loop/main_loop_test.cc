// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the main loop.
#include "loop/main_loop.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rtpengine/loop.h>

#include <string>
#include <thread>

namespace rtpengine::loop {
namespace {

TEST(MainLoop, RunsPostedTasksUntilItIsStopped) {
  MainLoop loop;
  bool inside = false;
  loop.post([&] { inside = loop.on_this_thread(); });
  loop.post([&] { loop.stop(); });
  loop.run();
  EXPECT_TRUE(inside);
  EXPECT_FALSE(loop.on_this_thread());
  EXPECT_FALSE(loop.post([] {}));
  EXPECT_EQ(loop.dropped_tasks(), 1u);
}

TEST(MainLoop, IsWokenByOtherThreads) {
  MainLoop loop;
  std::thread other([&] { loop.post([&] { loop.stop(); }); });
  loop.run();
  other.join();
}

TEST(MainLoop, MayBeStoppedByAnotherThread) {
  MainLoop loop;
  std::thread other([&] { loop.stop(); });
  loop.run();
  other.join();
}

TEST(MainLoop, TurnsSignalsIntoTasks) {
  MainLoop loop;
  int calls = 0;
  loop.on_signal(SIGUSR1, [&] {
    if (++calls == 2) {
      loop.stop();
    } else {
      raise(SIGUSR1);
    }
  });
  raise(SIGUSR1);
  loop.run();
  EXPECT_EQ(calls, 2);
}

TEST(MainLoop, GetsASignalThatWasBlocked) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  MainLoop loop;
  bool got = false;
  loop.on_signal(SIGUSR2, [&] {
    got = true;
    loop.stop();
  });
  raise(SIGUSR2);
  loop.run();
  EXPECT_TRUE(got);
}

TEST(MainLoop, ASignalsTaskMayReplaceItself) {
  MainLoop loop;
  std::string order;
  loop.on_signal(SIGUSR1, [&] {
    loop.on_signal(SIGUSR1, [&] {
      order += "second";
      loop.stop();
    });
    order += "first ";
    raise(SIGUSR1);
  });
  raise(SIGUSR1);
  loop.run();
  EXPECT_EQ(order, "first second");
}

TEST(MainLoop, HasTimersAndDescriptors) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
  MainLoop loop;
  const base::Time before = base::monotonic_now();
  const auto timer = loop.timer([&] { EXPECT_EQ(send(pair[1], "x", 1, 0), 1); });
  const auto watch = loop.watch(pair[0], fd_readable, [&](std::uint32_t) {
    EXPECT_GE(loop.now(), before);
    loop.stop();
  });
  timer->start(base::kMillisecond, 0);
  loop.run();
  close(pair[0]);
  close(pair[1]);
}

}  // namespace
}  // namespace rtpengine::loop
