// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of how threads start.
#include "loop/thread.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>

namespace rtpengine::loop {
namespace {

TEST(Thread, HasItsNameFromTheStart) {
  char name[16] = {};
  start_thread("a-name", [&] { pthread_getname_np(pthread_self(), name, sizeof name); }).join();
  EXPECT_STREQ(name, "a-name");
}

TEST(Thread, LongNamesAreCut) {
  char name[16] = {};
  start_thread("0123456789abcdefghi", [&] {
    pthread_getname_np(pthread_self(), name, sizeof name);
  }).join();
  EXPECT_STREQ(name, "0123456789abcde");
}

TEST(Thread, BlocksSignalsButNotFaults) {
  sigset_t inside;
  start_thread("t", [&] { pthread_sigmask(SIG_BLOCK, nullptr, &inside); }).join();
  for (const int signo : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE}) {
    EXPECT_TRUE(sigismember(&inside, signo)) << signo;
  }
  EXPECT_FALSE(sigismember(&inside, SIGSEGV));
}

TEST(Thread, LeavesTheStartersSignalsAlone) {
  sigset_t before;
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  start_thread("t", [] {}).join();
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  EXPECT_EQ(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
}

}  // namespace
}  // namespace rtpengine::loop
