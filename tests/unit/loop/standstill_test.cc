// SPDX-License-Identifier: GPL-3.0-or-later
#include "loop/standstill.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace rtpengine::loop {
namespace {

class StandstillTest : public testing::Test {
 protected:
  void SetUp() override { worker_.start(); }
  void TearDown() override { worker_.stop_and_join(); }
  Worker worker_{0, 4};
};

TEST_F(StandstillTest, NothingHappensButWhatIsAskedFor) {
  std::thread::id thread;
  worker_.run_and_wait([&] { thread = std::this_thread::get_id(); });
  std::atomic<int> ran{0};
  auto standstill = Standstill::of(worker_);
  ASSERT_NE(standstill, nullptr);
  EXPECT_TRUE(worker_.post([&] { ++ran; }));
  for (int i = 0; i < 3; ++i) {
    standstill->run([&] {
      EXPECT_EQ(std::this_thread::get_id(), thread);
      EXPECT_EQ(Worker::current(), &worker_);
    });
  }
  EXPECT_EQ(ran, 0) << "what was posted waits";
  standstill.reset();
  worker_.run_and_wait([&] { EXPECT_EQ(ran, 1); });
}

TEST_F(StandstillTest, SeveralWorkersStandAtATime) {
  Worker other(1, 4);
  other.start();
  {
    const auto one = Standstill::of(worker_);
    const auto two = Standstill::of(other);
    int sum = 0;
    one->run([&] { sum += 1; });
    two->run([&] { sum += 2; });
    EXPECT_EQ(sum, 3);
  }
  other.stop_and_join();
}

TEST_F(StandstillTest, AWorkerWithAFullMailboxDoesNotStand) {
  auto standstill = Standstill::of(worker_);
  while (worker_.post([] {})) {
  }
  EXPECT_EQ(Standstill::of(worker_), nullptr);
}

}  // namespace
}  // namespace rtpengine::loop
