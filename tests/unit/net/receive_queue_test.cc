// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/receive_queue.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "own_queue.h"

namespace rtpengine::net {
namespace {

using test::PeerSocket;

class ReceiveQueueTest : public testing::TestWithParam<Family> {
 protected:
  void SetUp() override {
    test::OwnQueue own = test::open_own_queue(GetParam());
    if (!own.socket) GTEST_SKIP() << own.obstacle;
    here_ = own.local;
    queue_.emplace(std::move(own.socket), 1000);
    peer_.emplace(Endpoint{here_.address, 0});
  }

  std::string text(std::size_t number) {
    const Packet& packet = queue_->arrival(number).packet;
    return {reinterpret_cast<const char*>(packet.data), packet.size};
  }

  Endpoint here_;
  std::optional<ReceiveQueue> queue_;
  std::optional<PeerSocket> peer_;
};

TEST_P(ReceiveQueueTest, GivesContentSourceAndDestination) {
  EXPECT_EQ(queue_->receive(), 0u);
  ASSERT_TRUE(peer_->send("a", here_));
  ASSERT_TRUE(peer_->send("", here_));
  ASSERT_EQ(queue_->receive(), 2u);
  EXPECT_EQ(text(0), "a");
  EXPECT_EQ(text(1), "");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(queue_->arrival(i).packet.source.endpoint(), peer_->local());
    EXPECT_EQ(queue_->arrival(i).destination.endpoint(), here_);
    EXPECT_FALSE(queue_->arrival(i).truncated);
  }
  EXPECT_EQ(queue_->receive(), 0u);
}

TEST_P(ReceiveQueueTest, SaysWhenADatagramIsTooLong) {
  ASSERT_TRUE(peer_->send(std::string(1001, 'x'), here_));
  ASSERT_TRUE(peer_->send(std::string(1000, 'x'), here_));
  ASSERT_EQ(queue_->receive(), 2u);
  EXPECT_TRUE(queue_->arrival(0).truncated);
  EXPECT_FALSE(queue_->arrival(1).truncated);
  EXPECT_EQ(text(1), std::string(1000, 'x'));
}

TEST_P(ReceiveQueueTest, WhatBecameOfASlotDoesNotMatterToTheNextDatagram) {
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(peer_->send("abc", here_));
    ASSERT_EQ(queue_->receive(), 1u);
    ASSERT_EQ(text(0), "abc");
    Packet& packet = queue_->arrival(0).packet;
    ASSERT_EQ(packet.data, packet.buffer + Packet::kHeadroom);
    ASSERT_GE(packet.capacity, Packet::kHeadroom + 1000 + Packet::kTailroom);
    packet.data -= Packet::kHeadroom;
    packet.size = packet.capacity;
    std::memset(packet.buffer, 'x', packet.capacity);
  }
}

TEST_P(ReceiveQueueTest, TellsByTheNumberOfDatagramsWhetherMoreAreWaiting) {
  const std::size_t all = ReceiveQueue::kSlots + 5;
  for (std::size_t i = 0; i < all; ++i) ASSERT_TRUE(peer_->send(std::to_string(i), here_));
  EXPECT_FALSE(queue_->look_if_empty());
  EXPECT_EQ(queue_->receive(), ReceiveQueue::kSlots);
  EXPECT_EQ(queue_->times_empty(), 0u);
  EXPECT_EQ(text(ReceiveQueue::kSlots - 1), std::to_string(ReceiveQueue::kSlots - 1));
  EXPECT_EQ(queue_->receive(), 5u);
  EXPECT_EQ(queue_->times_empty(), 1u);
  EXPECT_EQ(text(4), std::to_string(all - 1));
  EXPECT_TRUE(queue_->look_if_empty());
  EXPECT_EQ(queue_->times_empty(), 2u);
}

TEST_P(ReceiveQueueTest, KnowsWhatWasLostBecauseItWasFull) {
  const int small = 4096;
  ASSERT_EQ(setsockopt(queue_->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
  EXPECT_EQ(queue_->overruns(), 0u);
  constexpr std::size_t kSent = 100;
  for (std::size_t i = 0; i < kSent; ++i) ASSERT_TRUE(peer_->send("x", here_));
  const std::size_t received = queue_->receive();
  EXPECT_GT(received, 0u);
  EXPECT_EQ(queue_->overruns(), kSent - received);
  EXPECT_GT(queue_->overruns(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Families, ReceiveQueueTest, testing::Values(Family::ipv4, Family::ipv6),
                         [](const auto& family) {
                           return std::string(display_name(family.param));
                         });

}  // namespace
}  // namespace rtpengine::net
