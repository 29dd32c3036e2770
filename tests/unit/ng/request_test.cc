// SPDX-License-Identifier: GPL-3.0-or-later
//
// The pool of requests.

#include "plugins/ng/request.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace rtpengine::ng {
namespace {

TEST(RequestPoolTest, GivesTheOneThatCameBackLast) {
  RequestPool pool(4);
  Request* first = pool.take();
  Request* second = pool.take();
  ASSERT_NE(first, nullptr);
  EXPECT_NE(first, second);
  EXPECT_EQ(pool.taken(), 2u);
  pool.give_back(first);
  pool.give_back(second);
  EXPECT_EQ(pool.taken(), 0u);
  EXPECT_EQ(pool.take(), second);
  EXPECT_EQ(pool.take(), first);
  pool.give_back(first);
  pool.give_back(second);
}

TEST(RequestPoolTest, MoreThanTheIdleOnesGoBackToTheSystem) {
  RequestPool pool(1);
  Request* first = pool.take();
  Request* second = pool.take();
  pool.give_back(first);
  pool.give_back(second);  // freed: the leak and address checkers see whether that is so
  EXPECT_EQ(pool.take(), first);
  pool.give_back(first);
}

TEST(RequestPoolTest, WorkersShareIt) {
  RequestPool pool(2);
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&pool] {
      for (int i = 0; i < 1000; ++i) {
        Request* request = pool.take();
        request->datagram_size = 1;
        pool.give_back(request);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(pool.taken(), 0u);
}

}  // namespace
}  // namespace rtpengine::ng
