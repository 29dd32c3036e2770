// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/wake_grid.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace rtpengine::net {
namespace {

/// Pretends that each look finds as many packets as the test says.
class WakeGridTest : public testing::Test {
 protected:
  ~WakeGridTest() override { worker_.stop_and_join(); }

  void start(base::Time interval) {
    grid_ = std::make_unique<WakeGrid>(worker_, interval, [this](bool all) { return look(all); });
    ASSERT_TRUE(grid_->start(event_.get()));
    ASSERT_EQ(eventfd_write(event_.get(), 1), 0);
    worker_.start();
  }

  WakeGrid::Look look(bool all) {
    const std::lock_guard lock(mutex_);
    (all ? ticks_ : arrivals_)++;
    changed_.notify_all();
    return {packets_, base::monotonic_now()};
  }

  template <typename Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), condition);
  }

  const Descriptor event_{eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  loop::Worker worker_{0, 100};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t packets_ = 0;
  unsigned arrivals_ = 0;
  unsigned ticks_ = 0;
  std::unique_ptr<WakeGrid> grid_;
};

TEST_F(WakeGridTest, LoadMakesItLookOnTheGridUntilItIsQuiet) {
  packets_ = 1000;
  start(base::kMillisecond);
  // The descriptor stays readable, and yet it is the timer that wakes.
  ASSERT_TRUE(wait([&] { return ticks_ >= 10; }));
  unsigned before = 0;
  {
    const std::lock_guard lock(mutex_);
    before = arrivals_;
    packets_ = 0;
  }
  EXPECT_TRUE(wait([&] { return arrivals_ > before; }));
}

TEST_F(WakeGridTest, WithoutAnIntervalThereIsNoGrid) {
  packets_ = 1000;
  start(0);
  EXPECT_TRUE(wait([&] { return arrivals_ > 1000; }));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(ticks_, 0u);
}

}  // namespace
}  // namespace rtpengine::net
