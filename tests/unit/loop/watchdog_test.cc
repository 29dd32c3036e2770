// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the watchdog; the time that passes is made up.
#include "loop/watchdog.h"

#include <gtest/gtest.h>

#include "loop/plugin_scope.h"
#include "tests/unit/loop/captured_log.h"
#include "tests/unit/loop/gate.h"

namespace rtpengine::loop {
namespace {

using base::kSecond;

class WatchdogTest : public testing::Test {
 protected:
  ~WatchdogTest() override {
    release_.open();
    worker_.stop_and_join();
  }

  /// Keep the worker in one turn; returns when that turn began.
  base::Time block() {
    worker_.start();
    worker_.post([this] {
      blocked_.open();
      release_.wait();
    });
    blocked_.wait();
    return worker_.busy_since();
  }

  CapturedLog log_;
  Gate blocked_;
  Gate release_;
  Worker worker_{7, 10};
  base::Time looked_ = 0;  ///< the last time that it did what else is to be done
  Watchdog watchdog_{{&worker_}, [this](base::Time now) { looked_ = now; }};
};

TEST_F(WatchdogTest, SaysNothingAboutAWorkerThatSleepsOrDoesNotRun) {
  watchdog_.check(base::monotonic_now() + 3600 * kSecond);
  EXPECT_EQ(log_.take(), "");
}

TEST_F(WatchdogTest, SaysNothingAboutAShortTurn) {
  const base::Time turn = block();
  watchdog_.check(turn + 1 * kSecond);
  EXPECT_EQ(log_.take(), "");
}

TEST_F(WatchdogTest, WarnsAboutAStalledWorkerByName) {
  const base::Time turn = block();
  watchdog_.check(turn + 2 * kSecond + 100 * base::kMillisecond);
  EXPECT_EQ(log_.take(),
            "WARNING: Worker 7 is stalled: it has been busy with one turn of its loop for 2.1 s\n");
}

TEST_F(WatchdogTest, NamesThePluginThatTheWorkerIsIn) {
  worker_.start();
  worker_.post([this] {
    const base::PluginCopy plugin("slow");
    const PluginScope scope(plugin);
    blocked_.open();
    release_.wait();
  });
  blocked_.wait();
  watchdog_.check(worker_.busy_since() + 3 * kSecond);
  EXPECT_EQ(log_.take(),
            "WARNING: Worker 7 is stalled: it has been busy with one turn of its loop for 3.0 s, "
            "now inside of plugin 'slow'\n");
  release_.open();
  worker_.stop_and_join();
}

TEST_F(WatchdogTest, SaysWhatTheWorkerIsAtWorkOn) {
  worker_.start();
  worker_.post([this] {
    const WorkScope scope("packets");
    blocked_.open();
    release_.wait();
  });
  blocked_.wait();
  watchdog_.check(worker_.busy_since() + 3 * kSecond);
  EXPECT_EQ(log_.take(),
            "WARNING: Worker 7 is stalled: it has been busy with one turn of its loop for 3.0 s, "
            "at work on packets\n");
}

TEST_F(WatchdogTest, WarnsOnceAboutEachStall) {
  const base::Time turn = block();
  watchdog_.check(turn + 3 * kSecond);
  EXPECT_NE(log_.take(), "");
  for (int second = 4; second < 100; ++second) watchdog_.check(turn + second * kSecond);
  EXPECT_EQ(log_.take(), "");
}

TEST_F(WatchdogTest, TimeInWhichTheProcessWasStoppedDoesNotCount) {
  const base::Time turn = block();
  watchdog_.check(turn);
  watchdog_.check(turn + 5 * kSecond);  // ten looks a second: it did not run meanwhile
  EXPECT_EQ(looked_, turn) << "the workers are to have a moment first";
  const auto look_until = [&](base::Time end) {
    for (base::Time now = 5 * kSecond; now <= end; now += Watchdog::kInterval)
      watchdog_.check(turn + now);
  };
  look_until(6 * kSecond);
  EXPECT_EQ(log_.take(), "");
  look_until(7 * kSecond);
  EXPECT_NE(log_.take(), "");
}

TEST_F(WatchdogTest, DoesWhatElseIsToBeDoneWhateverTheWorkersDo) {
  const base::Time turn = block();
  watchdog_.check(turn + 3 * kSecond);
  EXPECT_EQ(looked_, turn + 3 * kSecond);
}

TEST_F(WatchdogTest, LooksByItselfUntilItIsDestroyed) {
  Gate looked;
  {
    Watchdog watchdog({&worker_}, [&](base::Time) { looked.open(); });
    watchdog.start();
    looked.wait();
  }
  Watchdog never_started({&worker_});
}

TEST_F(WatchdogTest, SaysWhenTheWorkerWorksAgain) {
  const base::Time turn = block();
  watchdog_.check(turn + 3 * kSecond);
  log_.take();
  release_.open();
  worker_.stop_and_join();
  watchdog_.check(turn + 4 * kSecond);
  EXPECT_EQ(log_.take(), "NOTICE: Worker 7 works again; it was stalled for up to 4.0 s\n");
  watchdog_.check(turn + 5 * kSecond);
  EXPECT_EQ(log_.take(), "");
}

}  // namespace
}  // namespace rtpengine::loop
