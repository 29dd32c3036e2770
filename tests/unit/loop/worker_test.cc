// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of workers, with their threads.
#include "loop/worker.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <rtpengine/loop.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/unit/loop/captured_log.h"
#include "tests/unit/loop/gate.h"

namespace rtpengine::loop {
namespace {

TEST(Worker, RunsPostedTasksOnItsThread) {
  Worker worker(3, 10);
  Worker* seen = nullptr;
  Gate done;
  worker.start();
  EXPECT_TRUE(worker.post([&] {
    seen = Worker::current();
    done.open();
  }));
  done.wait();
  EXPECT_EQ(seen, &worker);
  EXPECT_EQ(worker.index(), 3u);
  EXPECT_EQ(Worker::current(), nullptr);
  EXPECT_FALSE(worker.on_this_thread());
}

TEST(Worker, RunsTasksThatWerePostedBeforeItStartedAfterItsStartTask) {
  Worker worker(0, 10);
  std::string order;
  worker.post([&] { order += "posted"; });
  worker.start([&] { order += "start "; });
  worker.stop_and_join();
  EXPECT_EQ(order, "start posted");
}

TEST(Worker, RunAndWaitReturnsWhenTheTaskIsDone) {
  Worker worker(0, 10);
  worker.start();
  bool there = false;
  worker.run_and_wait([&] { there = worker.on_this_thread(); });
  EXPECT_TRUE(there);
}

TEST(Worker, RunAndWaitOnTheWorkerItselfRunsDirectly) {
  Worker worker(0, 10);
  worker.start();
  std::string order;
  worker.run_and_wait([&] {
    worker.run_and_wait([&] { order += "inner "; });
    order += "outer";
  });
  EXPECT_EQ(order, "inner outer");
}

TEST(Worker, RunAndWaitOnAWorkerThatDoesNotRunTakesItsPlace) {
  Worker worker(0, 10);
  const auto self = std::this_thread::get_id();
  for (int i = 0; i < 2; ++i) {
    bool direct = false;
    worker.run_and_wait(
        [&] { direct = std::this_thread::get_id() == self && worker.on_this_thread(); });
    EXPECT_TRUE(direct);
    EXPECT_EQ(Worker::current(), nullptr);
    worker.start();
    worker.stop_and_join();
  }
}

TEST(Worker, RunAndWaitIsNotHeldUpByAFullMailbox) {
  CapturedLog log;
  Worker worker(0, 1);
  Gate blocked;
  Gate release;
  worker.start();
  worker.post([&] {
    blocked.open();
    release.wait();
  });
  blocked.wait();
  EXPECT_TRUE(worker.post([&] {}));
  EXPECT_FALSE(worker.post([&] {}));
  std::thread opener([&] { release.open(); });
  bool run = false;
  worker.run_and_wait([&] { run = true; });
  EXPECT_TRUE(run);
  opener.join();
  EXPECT_EQ(worker.dropped_tasks(), 1u);
}

TEST(Worker, RunAndWaitReturnsThoughTheTaskThrows) {
  CapturedLog log;
  Worker worker(0, 10);
  worker.start();
  worker.run_and_wait([] { throw std::runtime_error("the reason"); });
  worker.run_and_wait([] {});
  EXPECT_NE(log.take().find("the reason"), std::string::npos);
}

TEST(Worker, EndsAfterTheTasksInItsMailbox) {
  Worker worker(0, 2000);
  int run = 0;
  worker.start();
  for (int i = 0; i < 1000; ++i) worker.post([&] { ++run; });
  worker.stop_and_join();
  EXPECT_EQ(run, 1000);
  EXPECT_FALSE(worker.post([] {}));
}

TEST(Worker, StartsAgainAfterItWasStopped) {
  Worker worker(0, 10);
  int run = 0;
  for (int i = 0; i < 3; ++i) {
    worker.start();
    worker.run_and_wait([&] { ++run; });
    worker.stop_and_join();
    worker.stop_and_join();
  }
  EXPECT_EQ(run, 3);
}

TEST(Worker, TakesTasksFromManyThreadsInTheOrderOfEach) {
  constexpr int kThreads = 4;
  constexpr int kTasks = 2000;
  Worker worker(0, kThreads * kTasks);
  std::vector<int> next(kThreads, 0);
  bool in_order = true;
  worker.start();
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kTasks; ++i) {
        worker.post([&, t, i] { in_order = in_order && next[t]++ == i; });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  worker.stop_and_join();
  EXPECT_TRUE(in_order);
  EXPECT_EQ(next, std::vector<int>(kThreads, kTasks));
}

TEST(Worker, WorkersPostToEachOther) {
  Worker a(0, 10);
  Worker b(1, 10);
  a.start();
  b.start();
  Gate done;
  int hops = 0;
  std::function<void()> hop = [&] {
    if (++hops == 1000) {
      done.open();
    } else {
      (Worker::current() == &a ? b : a).post(hop);
    }
  };
  a.post(hop);
  done.wait();
  a.stop_and_join();
  b.stop_and_join();
  EXPECT_EQ(hops, 1000);
}

TEST(Worker, WatchesDescriptors) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
  Worker worker(0, 10);
  std::unique_ptr<FdWatch> watch;
  Gate received;
  std::uint32_t seen = 0;
  worker.start();
  worker.run_and_wait([&] {
    watch = worker.watch(pair[0], fd_readable, [&](std::uint32_t events) {
      seen = events;
      watch.reset();
      received.open();
    });
  });
  EXPECT_EQ(send(pair[1], "x", 1, 0), 1);
  received.wait();
  EXPECT_EQ(seen, fd_readable);
  worker.stop_and_join();
  close(pair[0]);
  close(pair[1]);
}

TEST(Worker, RunsTimersThatWereStartedBeforeIt) {
  Worker worker(0, 10);
  Gate fired;
  base::Time time = 0;
  const auto timer = worker.timer([&] {
    time = worker.now();
    fired.open();
  });
  const base::Time before = base::monotonic_now();
  timer->start(base::kMillisecond, 0);
  worker.start();
  fired.wait();
  EXPECT_GE(time, before);
  worker.stop_and_join();
}

TEST(Worker, SendsAtTheEndOfTheLastTurnToo) {
  Worker worker(0, 10);
  bool pending = false;
  worker.set_end_of_turn([&] { pending = false; });
  worker.start();
  worker.post([&] { pending = true; });
  worker.stop_and_join();
  EXPECT_FALSE(pending);
}

TEST(Worker, LeavesSignalsToTheMainThread) {
  Worker worker(0, 10);
  sigset_t inside;
  worker.start();
  worker.run_and_wait([&] { pthread_sigmask(SIG_BLOCK, nullptr, &inside); });
  EXPECT_TRUE(sigismember(&inside, SIGTERM));
  EXPECT_TRUE(sigismember(&inside, SIGHUP));
}

TEST(Worker, TellsHowLongItHasBeenBusy) {
  Worker worker(0, 10);
  EXPECT_EQ(worker.busy_since(), 0);
  const base::Time before = base::monotonic_now();
  Gate blocked;
  Gate release;
  worker.start();
  worker.post([&] {
    blocked.open();
    release.wait();
  });
  blocked.wait();
  EXPECT_GE(worker.busy_since(), before);
  release.open();
  worker.stop_and_join();
  EXPECT_EQ(worker.busy_since(), 0);
  EXPECT_GE(worker.last_turn(), before);
}

}  // namespace
}  // namespace rtpengine::loop
