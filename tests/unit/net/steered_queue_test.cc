// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/steered_queue.h"

#include <gtest/gtest.h>

#include <optional>

#include "own_queue.h"

namespace rtpengine::net {
namespace {

class SteeredQueueTest : public testing::Test {
 protected:
  void SetUp() override {
    test::OwnQueue own = test::open_own_queue(Family::ipv4);
    if (!own.socket) GTEST_SKIP() << own.obstacle;
    here_ = own.local;
    queue_.emplace(std::move(own.socket), 1000);
    peer_.emplace(Endpoint{here_.address, 0});
  }

  static SocketAddress at(std::uint16_t port) {
    return SocketAddress(Endpoint{test::ip("10.0.0.1"), port});
  }
  /// What is received now: is it for the port that was opened with this?
  bool is_for(std::uint64_t first_delivery) const {
    return queue_->in().times_empty() >= first_delivery;
  }

  Endpoint here_;
  mutable std::optional<SteeredQueue> queue_;
  std::optional<test::PeerSocket> peer_;
};

TEST_F(SteeredQueueTest, APortThatWasNeverClosedGetsAllAtOnce) {
  queue_->note_closed(at(1002), 7, true);
  EXPECT_TRUE(is_for(queue_->first_delivery(at(1000), 1)));
}

TEST_F(SteeredQueueTest, TheSameSocketGetsItsPacketsWhenItComesBack) {
  ASSERT_TRUE(peer_->send("to the first", here_));
  queue_->note_closed(at(1000), 1, true);
  EXPECT_TRUE(is_for(queue_->first_delivery(at(1000), 1)));
}

TEST_F(SteeredQueueTest, AnotherSocketGetsNothingUntilTheQueueWasEmpty) {
  ASSERT_TRUE(peer_->send("to the first", here_));
  queue_->note_closed(at(1000), 1, true);
  const std::uint64_t first = queue_->first_delivery(at(1000), 2);
  EXPECT_FALSE(is_for(first));
  EXPECT_EQ(queue_->in().receive(), 1u);
  EXPECT_TRUE(is_for(first));
}

TEST_F(SteeredQueueTest, AnEmptyQueueHoldsNothingOfAnyone) {
  queue_->note_closed(at(1000), 1, true);
  EXPECT_TRUE(is_for(queue_->first_delivery(at(1000), 2)));
}

TEST_F(SteeredQueueTest, TheLatestSocketOfAPortCounts) {
  ASSERT_TRUE(peer_->send("to the first", here_));
  queue_->note_closed(at(1000), 1, false);
  queue_->note_closed(at(1000), 2, false);
  EXPECT_TRUE(is_for(queue_->first_delivery(at(1000), 2)));
  EXPECT_FALSE(is_for(queue_->first_delivery(at(1000), 3)));
}

TEST_F(SteeredQueueTest, PortsThatAreForgottenHaveNothingLeft) {
  for (std::uint16_t i = 0; i < 1000; ++i) queue_->note_closed(at(i), 1, true);
  // The queue was empty all the time, and was looked at.
  for (std::uint16_t i = 0; i < 1000; ++i) EXPECT_TRUE(is_for(queue_->first_delivery(at(i), 2)));
}

TEST_F(SteeredQueueTest, RemembersEachPortOnceWhileTheQueueIsNeverEmpty) {
  ASSERT_TRUE(peer_->send("stays", here_));
  for (std::uint64_t serial = 1; serial <= 1000; ++serial) {
    queue_->note_closed(at(std::uint16_t(1000 + serial % 100)), serial, true);
  }
  EXPECT_EQ(queue_->closed_ports(), 100u);
  EXPECT_TRUE(is_for(queue_->first_delivery(at(1000), 1000))) << "its latest socket";
  EXPECT_FALSE(is_for(queue_->first_delivery(at(1000), 1001)));
  EXPECT_EQ(queue_->in().receive(), 1u);
  queue_->note_closed(at(1), 1001, true);
  EXPECT_EQ(queue_->closed_ports(), 1u);
}

TEST_F(SteeredQueueTest, OverrunsAreToldOnce) {
  const int small = 4096;
  ASSERT_EQ(setsockopt(queue_->in().fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(peer_->send("x", here_));
  const std::size_t received = queue_->in().receive();
  EXPECT_EQ(queue_->new_overruns(), 100 - received);
  EXPECT_EQ(queue_->new_overruns(), 0u);
}

}  // namespace
}  // namespace rtpengine::net
