// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of the mailbox.
#include "loop/mailbox.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace rtpengine::loop {
namespace {

Mailbox::Push push(Mailbox& mailbox) {
  Task task = [] {};
  return mailbox.push(task);
}

TEST(Mailbox, AsksForAWakeUpWithTheFirstTaskOnly) {
  Mailbox mailbox(10);
  EXPECT_EQ(push(mailbox), Mailbox::Push::taken_first);
  EXPECT_EQ(push(mailbox), Mailbox::Push::taken);
  std::vector<Task> batch;
  mailbox.take(batch);
  EXPECT_EQ(batch.size(), 2u);
  EXPECT_EQ(push(mailbox), Mailbox::Push::taken_first);
}

TEST(Mailbox, RefusesBeyondItsLimitAndCounts) {
  Mailbox mailbox(2);
  push(mailbox);
  push(mailbox);
  Task task = [] {};
  EXPECT_EQ(mailbox.push(task), Mailbox::Push::full);
  EXPECT_TRUE(task) << "a task that is refused stays with the caller";
  EXPECT_EQ(mailbox.dropped(), 1u);
  EXPECT_EQ(mailbox.push_beyond_limit(task), Mailbox::Push::taken);
}

TEST(Mailbox, RefusesEverythingWhileClosed) {
  Mailbox mailbox(2);
  push(mailbox);
  EXPECT_FALSE(mailbox.close_if_empty());
  std::vector<Task> batch;
  mailbox.take(batch);
  EXPECT_TRUE(mailbox.close_if_empty());
  EXPECT_EQ(push(mailbox), Mailbox::Push::closed);
  mailbox.open();
  EXPECT_EQ(push(mailbox), Mailbox::Push::taken_first);
}

TEST(Mailbox, ClosingDropsWhatWaits) {
  Mailbox mailbox(2);
  const auto held = std::make_shared<int>(1);
  Task task = [held] {};
  mailbox.push(task);
  mailbox.close();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(mailbox.dropped(), 1u);
}

TEST(Mailbox, ADroppedTaskMayUseTheMailboxWhenItGoes) {
  Mailbox mailbox(2);
  const auto pusher = std::shared_ptr<void>(nullptr, [&](void*) { push(mailbox); });
  Task task = [pusher] {};
  mailbox.push(task);
  mailbox.close();
  SUCCEED();
}

TEST(Mailbox, LosesNoTaskOfManyThreads) {
  Mailbox mailbox(100000);
  int run = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        Task task = [&run] { ++run; };
        mailbox.push(task);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<Task> batch;
  mailbox.take(batch);
  for (const Task& task : batch) task();
  EXPECT_EQ(run, 4000);
}

}  // namespace
}  // namespace rtpengine::loop
