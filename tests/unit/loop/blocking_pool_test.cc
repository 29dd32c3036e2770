// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the blocking pool.
#include "loop/blocking_pool.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include "loop/worker.h"
#include "tests/unit/loop/captured_log.h"
#include "tests/unit/loop/gate.h"

namespace rtpengine::loop {
namespace {

TEST(BlockingPool, RunsJobsOnOtherThreads) {
  BlockingPool pool(2, 10);
  std::thread::id there;
  Gate done;
  EXPECT_TRUE(pool.run([&] {
    there = std::this_thread::get_id();
    done.open();
  }));
  done.wait();
  EXPECT_NE(there, std::this_thread::get_id());
}

TEST(BlockingPool, RunsAsManyJobsAtOnceAsItHasThreads) {
  BlockingPool pool(3, 10);
  Gate running[3];
  Gate release;
  for (Gate& gate : running) {
    EXPECT_TRUE(pool.run([&] {
      gate.open();
      release.wait();
    }));
  }
  for (Gate& gate : running) gate.wait();
  EXPECT_EQ(pool.waiting(), 0u);
  release.open();
}

TEST(BlockingPool, RefusesJobsWhenItsQueueIsFull) {
  BlockingPool pool(1, 2);
  Gate running;
  Gate release;
  Gate last;
  EXPECT_TRUE(pool.run([&] {
    running.open();
    release.wait();
  }));
  EXPECT_TRUE(pool.run([] {}));
  EXPECT_TRUE(pool.run([&] { last.open(); }));
  EXPECT_FALSE(pool.run([] {}));
  EXPECT_EQ(pool.refused(), 1u);
  running.wait();
  EXPECT_EQ(pool.waiting(), 2u);
  release.open();
  last.wait();
}

TEST(BlockingPool, WithoutAQueueItTakesWhatItsThreadsCanRun) {
  BlockingPool pool(1, 0);
  Gate release;
  Gate running;
  EXPECT_TRUE(pool.run([&] {
    running.open();
    release.wait();
  }));
  EXPECT_FALSE(pool.run([] {}));
  running.wait();
  release.open();
}

TEST(BlockingPool, DropsWaitingJobsAndWaitsForTheOthersWhenItEnds) {
  bool finished = false;
  bool second_ran = false;
  Gate running;
  Gate release;
  // The first job goes on when the second one is dropped.
  auto dropped = std::shared_ptr<void>(nullptr, [&](void*) { release.open(); });
  {
    BlockingPool pool(1, 10);
    pool.run([&] {
      running.open();
      release.wait();
      finished = true;
    });
    pool.run([&, held = std::move(dropped)] { second_ran = true; });
    running.wait();
  }
  EXPECT_TRUE(finished);
  EXPECT_FALSE(second_ran);
}

TEST(BlockingPool, LeavesAJobThatDoesNotEndToItself) {
  Gate running;
  Gate release;
  Gate finished;
  {
    BlockingPool pool(2, 10);
    EXPECT_TRUE(pool.run([&] {
      running.open();
      release.wait();
      finished.open();
    }));
    running.wait();
    EXPECT_EQ(pool.end(1), 1u);
    EXPECT_FALSE(pool.run([] {}));
  }
  release.open();
  finished.wait();
}

TEST(BlockingPool, EndsAtOnceWhenNothingRuns) {
  BlockingPool pool(2, 10);
  Gate done;
  EXPECT_TRUE(pool.run([&] { done.open(); }));
  done.wait();
  EXPECT_EQ(pool.end(60 * base::kSecond), 0u);
}

TEST(BlockingPool, SurvivesAJobThatThrows) {
  CapturedLog log;
  BlockingPool pool(1, 10);
  Gate done;
  pool.run([] { throw std::runtime_error("the reason"); });
  pool.run([&] { done.open(); });
  done.wait();
  EXPECT_NE(log.take().find("the reason"), std::string::npos);
}

TEST(BlockingPool, WithoutAThreadItHasOne) {
  BlockingPool pool(0, 10);
  Gate done;
  EXPECT_TRUE(pool.run([&] { done.open(); }));
  done.wait();
}

TEST(BlockingPool, JobsGoOnOnAWorker) {
  Worker worker(0, 1000);
  worker.start();
  int results = 0;
  Gate done;
  BlockingPool pool(2, 1000);
  for (int i = 0; i < 500; ++i) {
    pool.run([&] {
      worker.post([&] {
        if (++results == 500) done.open();
      });
    });
  }
  done.wait();
  worker.stop_and_join();
  EXPECT_EQ(results, 500);
}

}  // namespace
}  // namespace rtpengine::loop
