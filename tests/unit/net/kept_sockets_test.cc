// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which of the sockets without a user is used again, and when. No sockets in here: the descriptors
// are numbers.
#include "net/kept_sockets.h"

#include <gtest/gtest.h>

namespace rtpengine::net {
namespace {

constexpr base::Time kStart = 1000 * base::kSecond;
constexpr base::Time kRested = kStart + KeptSockets::kRest;

int fd_of(std::uint16_t port) { return 50'000 + port; }

bool put(KeptSockets& kept, std::uint16_t port, base::Time now = kStart) {
  return kept.put({port, fd_of(port)}, now);
}

void put_pair(KeptSockets& kept, std::uint16_t even, base::Time now = kStart) {
  EXPECT_TRUE(put(kept, even, now));
  EXPECT_TRUE(put(kept, even + 1, now));
}

TEST(KeptSockets, ComeBackAsAPairWhicheverWasFirst) {
  for (const std::uint16_t first : {1000, 1001}) {
    KeptSockets kept(10);
    EXPECT_TRUE(put(kept, first));
    EXPECT_FALSE(kept.take_pair(kRested));
    EXPECT_TRUE(put(kept, first ^ 1));
    const auto pair = kept.take_pair(kRested);
    ASSERT_TRUE(pair);
    EXPECT_EQ(pair->even.port, 1000);
    EXPECT_EQ(pair->even.fd, fd_of(1000));
    EXPECT_EQ(pair->odd.port, 1001);
    EXPECT_EQ(pair->odd.fd, fd_of(1001));
    EXPECT_EQ(kept.size(), 0u);
  }
}

TEST(KeptSockets, RestBeforeTheyAreUsedAgain) {
  KeptSockets kept(10);
  put_pair(kept, 1000);
  put_pair(kept, 1010, kStart + 1);
  EXPECT_FALSE(kept.take_pair(kRested - 1));
  EXPECT_FALSE(kept.take_single(kRested - 1));
  EXPECT_EQ(kept.take_pair(kRested)->even.port, 1000) << "the oldest one first";
  EXPECT_FALSE(kept.take_pair(kRested)) << "this one came later";
  EXPECT_EQ(kept.take_pair(kRested + 1)->even.port, 1010);
}

TEST(KeptSockets, ManyNeedNotRest) {
  KeptSockets kept(10'000);
  for (std::size_t i = 0; i <= KeptSockets::kSpread; ++i)
    put_pair(kept, static_cast<std::uint16_t>(1000 + 2 * i));
  EXPECT_EQ(kept.take_pair(kStart)->even.port, 1000);
  EXPECT_FALSE(kept.take_pair(kStart));
}

TEST(KeptSockets, HaveALimit) {
  KeptSockets kept(3);
  put_pair(kept, 1000);
  EXPECT_TRUE(put(kept, 1002));
  EXPECT_FALSE(put(kept, 1003));
  EXPECT_EQ(kept.size(), 3u);
  KeptSockets none(0);
  EXPECT_FALSE(put(none, 1000));
}

TEST(KeptSockets, SinglesAreTakenBeforeAPairIsBroken) {
  KeptSockets kept(10);
  put_pair(kept, 1000);
  EXPECT_TRUE(put(kept, 1011));
  EXPECT_EQ(kept.take_single(kRested)->port, 1011);
  EXPECT_EQ(kept.take_single(kRested)->port, 1000);
  EXPECT_FALSE(kept.take_pair(kRested));
  EXPECT_EQ(kept.take_single(kRested)->port, 1001) << "it has rested as long as its partner";
  EXPECT_FALSE(kept.take_single(kRested));
}

TEST(KeptSockets, ThoseThatAreTooOldAreTakenOut) {
  KeptSockets kept(10);
  put_pair(kept, 1000);
  EXPECT_TRUE(put(kept, 1005));
  EXPECT_TRUE(put(kept, 1007, kStart + 1));
  put_pair(kept, 1010, kStart + 1);
  EXPECT_EQ(kept.take_older(kStart + 1).size(), 3u);
  EXPECT_EQ(kept.ports(), (std::vector<std::uint16_t>{1007, 1010, 1011}));
  EXPECT_EQ(kept.take_all().size(), 3u);
  EXPECT_EQ(kept.size(), 0u);
}

TEST(KeptSockets, OnePutAgainCountsFromThen) {
  KeptSockets kept(10);
  EXPECT_TRUE(put(kept, 1000));
  ASSERT_TRUE(kept.take_single(kRested));
  EXPECT_TRUE(put(kept, 1000, kRested));
  EXPECT_FALSE(kept.take_single(kRested + 1));
  EXPECT_TRUE(kept.take_older(kRested).empty());
  EXPECT_TRUE(kept.take_single(kRested + KeptSockets::kRest));
}

}  // namespace
}  // namespace rtpengine::net
