// SPDX-License-Identifier: GPL-3.0-or-later
//
// Repetitions of requests: answered from memory, and never worked on twice.

#include "plugins/ng/reply_cache.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

#include "fakes.h"

namespace rtpengine::ng {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

class ReplyCacheTest : public testing::Test {
 protected:
  static PendingReply pending(std::string_view cookie, std::uint16_t port = 1000) {
    PendingReply request;
    request.cookie = cookie;
    request.client = peer_at(nullptr, loopback(port));
    return request;
  }

  Admission admit(PendingReply* request, std::int64_t now_us) {
    std::size_t size = 0;
    const Admission admission = cache_.admit(request, now_us, buffer_, &size);
    reply_.assign(buffer_.data(), size);
    return admission;
  }

  void exchange(std::string_view cookie, std::string_view reply, std::int64_t now_us) {
    PendingReply request = pending(cookie);
    ASSERT_EQ(admit(&request, now_us), Admission::fresh);
    ASSERT_EQ(cache_.answer(&request, reply, now_us), Remembered::stored);
  }

  /// Whether the reply is still there at this time.
  bool remembers(std::string_view cookie, std::int64_t now_us) {
    PendingReply request = pending(cookie);
    if (admit(&request, now_us) == Admission::answered) return true;
    cache_.abandon(&request);
    return false;
  }

  ReplyCache cache_{CacheLimits{}};
  std::array<char, 65536> buffer_;
  std::string reply_;
};

TEST_F(ReplyCacheTest, NobodyKnowsWhereACookieBelongs) {
  ReplyCache other{CacheLimits{}};
  PendingReply here = pending("a");
  PendingReply there = pending("a");
  std::size_t size = 0;
  admit(&here, 0);
  other.admit(&there, 0, buffer_, &size);
  EXPECT_NE(here.hash, there.hash);
}

TEST_F(ReplyCacheTest, ARepetitionGetsTheSameReply) {
  exchange("a", "reply to a", 0);
  exchange("b", "reply to b", 0);
  PendingReply again = pending("a", 2000);
  EXPECT_EQ(admit(&again, kSecond), Admission::answered);
  EXPECT_EQ(reply_, "reply to a");
}

TEST_F(ReplyCacheTest, AReplyLivesBetweenOneAndTwoGenerations) {
  exchange("first", "1", 0);
  exchange("second", "2", 29 * kSecond);
  EXPECT_TRUE(remembers("first", 30 * kSecond));
  EXPECT_TRUE(remembers("first", 60 * kSecond - 1));
  EXPECT_TRUE(remembers("second", 59 * kSecond));
  EXPECT_FALSE(remembers("first", 60 * kSecond));
  EXPECT_FALSE(remembers("second", 60 * kSecond));
}

TEST_F(ReplyCacheTest, BeingAskedForDoesNotProlongLife) {
  exchange("a", "A", 0);
  for (int second = 1; second < 60; ++second) EXPECT_TRUE(remembers("a", second * kSecond));
  EXPECT_FALSE(remembers("a", 60 * kSecond));
}

TEST_F(ReplyCacheTest, APauseDoesNotProlongLife) {
  exchange("a", "A", 0);
  EXPECT_TRUE(remembers("a", 45 * kSecond));
  EXPECT_FALSE(remembers("a", 60 * kSecond));
  exchange("b", "B", 61 * kSecond);
  EXPECT_FALSE(remembers("b", 1000 * kSecond));
}

TEST_F(ReplyCacheTest, ExpireGivesTheMemoryBack) {
  exchange("a", "A", 0);
  EXPECT_GT(cache_.memory(), 0u);
  for (int second = 10; second <= 150; second += 10) cache_.expire(second * kSecond);
  EXPECT_EQ(cache_.entries(), 0u);
  EXPECT_EQ(cache_.memory(), 0u);
}

TEST_F(ReplyCacheTest, ARequestInWorkIsNotWorkedOnTwice) {
  PendingReply first = pending("a");
  PendingReply again = pending("a");
  EXPECT_EQ(admit(&first, 0), Admission::fresh);
  EXPECT_EQ(admit(&again, 0), Admission::in_work);
  EXPECT_EQ(first.waiting_count, 0u) << "the same client gets the one reply";
  EXPECT_EQ(cache_.answer(&first, "A", 0), Remembered::stored);
  EXPECT_EQ(admit(&again, 0), Admission::answered);
}

TEST_F(ReplyCacheTest, OtherClientsOfTheSameCookieWaitEachOnce) {
  PendingReply first = pending("a", 1000);
  EXPECT_EQ(admit(&first, 0), Admission::fresh);
  for (std::uint16_t port : {2000, 2000, 3000}) {
    PendingReply again = pending("a", port);
    EXPECT_EQ(admit(&again, 0), Admission::in_work);
  }
  ASSERT_EQ(first.waiting_count, 2u);
  EXPECT_EQ(port_of(first.waiting[0].remote), 2000);
  EXPECT_EQ(port_of(first.waiting[1].remote), 3000);
  cache_.abandon(&first);
}

TEST_F(ReplyCacheTest, OnlySoManyClientsWait) {
  PendingReply first = pending("a", 1000);
  EXPECT_EQ(admit(&first, 0), Admission::fresh);
  for (std::uint16_t port = 2000; port < 2100; ++port) {
    PendingReply again = pending("a", port);
    EXPECT_EQ(admit(&again, 0), Admission::in_work);
  }
  EXPECT_EQ(first.waiting_count, PendingReply::kMaxWaiting);
  cache_.abandon(&first);
}

TEST_F(ReplyCacheTest, ARequestInWorkOutlivesTheGenerations) {
  PendingReply first = pending("a");
  PendingReply again = pending("a");
  EXPECT_EQ(admit(&first, 0), Admission::fresh);
  EXPECT_EQ(admit(&again, 500 * kSecond), Admission::in_work);
  EXPECT_EQ(cache_.answer(&first, "A", 500 * kSecond), Remembered::stored);
  EXPECT_TRUE(remembers("a", 501 * kSecond));
}

TEST_F(ReplyCacheTest, AnAbandonedRequestMayComeAgain) {
  PendingReply first = pending("a");
  EXPECT_EQ(admit(&first, 0), Admission::fresh);
  cache_.abandon(&first);
  EXPECT_EQ(admit(&first, 0), Admission::fresh);
  cache_.abandon(&first);
}

TEST_F(ReplyCacheTest, RequestsInWorkEndInAnyOrder) {
  // More than there are buckets, so that chains form.
  std::vector<std::string> cookies(3000);
  std::vector<PendingReply> requests(cookies.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    cookies[i] = "cookie " + std::to_string(i);
    requests[i] = pending(cookies[i]);
    EXPECT_EQ(admit(&requests[i], 0), Admission::fresh);
  }
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const std::size_t index = i * 7 % requests.size();
    EXPECT_EQ(cache_.answer(&requests[index], cookies[index], 0), Remembered::stored);
  }
  PendingReply again = pending(cookies[1234]);
  EXPECT_EQ(admit(&again, 0), Admission::answered);
  EXPECT_EQ(reply_, cookies[1234]);
}

TEST(ReplyCacheLimits, WhenFullTheOlderGenerationGoesEarly) {
  CacheLimits limits;
  limits.generation.entries = 2;
  ReplyCache cache(limits);
  std::array<char, 64> out;
  std::vector<Remembered> outcomes;
  for (const char* cookie : {"1", "2", "3", "4", "5"}) {
    PendingReply request;
    request.cookie = cookie;
    request.client = peer_at(nullptr, loopback(1));
    std::size_t size = 0;
    ASSERT_EQ(cache.admit(&request, 0, out, &size), Admission::fresh);
    outcomes.push_back(cache.answer(&request, cookie, 0));
  }
  EXPECT_EQ(outcomes,
            (std::vector{Remembered::stored, Remembered::stored, Remembered::dropped_older,
                         Remembered::stored, Remembered::dropped_older}));
  EXPECT_EQ(cache.entries(), 3u);
}

TEST(ReplyCacheLimits, AReplyThatNeverFitsIsNotStored) {
  ReplyCache cache{CacheLimits{}};
  std::array<char, 64> out;
  PendingReply request;
  request.cookie = "a";
  request.client = peer_at(nullptr, loopback(1));
  std::size_t size = 0;
  ASSERT_EQ(cache.admit(&request, 0, out, &size), Admission::fresh);
  EXPECT_EQ(cache.answer(&request, std::string(ReplyGeneration::kChunk, 'x'), 0),
            Remembered::not_stored);
}

TEST(ReplyCacheThreads, ManyWorkersAnswerAtOnce) {
  ReplyCache cache{CacheLimits{}};
  std::vector<std::thread> threads;
  std::array<int, 4> fresh = {};
  for (std::size_t t = 0; t < fresh.size(); ++t) {
    threads.emplace_back([&cache, &count = fresh[t]] {
      std::array<char, 64> out;
      for (int i = 0; i < 2000; ++i) {
        const std::string cookie = std::to_string(i);
        PendingReply request;
        request.cookie = cookie;
        request.client = peer_at(nullptr, loopback(1));
        std::size_t size = 0;
        if (cache.admit(&request, i, out, &size) != Admission::fresh) continue;
        ++count;
        static_cast<void>(cache.answer(&request, cookie, i));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(fresh[0] + fresh[1] + fresh[2] + fresh[3], 2000);
}

}  // namespace
}  // namespace rtpengine::ng
