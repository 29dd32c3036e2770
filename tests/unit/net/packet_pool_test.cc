// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/packet_pool.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace rtpengine::net {
namespace {

class PacketPoolTest : public testing::Test {
 protected:
  /// What is done within one turn of the loop.
  template <typename Work>
  void turn(Work&& work) {
    const base::Time before = worker_.now();
    // Turns of a loop that does not run differ in their time, given that time passes.
    while (base::monotonic_now() == before) {
    }
    worker_.run_and_wait(work);
  }

  loop::Worker worker_{0, 64};
  PacketPool pool_{worker_};
};

TEST_F(PacketPoolTest, GivesPacketsWithRoomOnBothSides) {
  Packet* packet = pool_.take(172);
  ASSERT_NE(packet, nullptr);
  EXPECT_EQ(packet->size, 172u);
  EXPECT_EQ(packet->data, packet->buffer + Packet::kHeadroom);
  EXPECT_GE(packet->capacity, Packet::kHeadroom + 172 + Packet::kTailroom);
  EXPECT_EQ(packet->socket, nullptr);
  EXPECT_EQ(packet->received, worker_.now());
}

TEST_F(PacketPoolTest, GivesAnotherSlotEachTimeWithinATurn) {
  turn([this] {
    std::set<Packet*> all;
    for (int i = 0; i < 100; ++i) all.insert(pool_.take(10));
    EXPECT_EQ(all.size(), 100u);
    EXPECT_FALSE(all.contains(nullptr));
  });
}

TEST_F(PacketPoolTest, UsesSlotsAgainInTheNextTurn) {
  for (int i = 0; i < 50; ++i) {
    turn([this] {
      pool_.take(10);
      pool_.take(20);
    });
  }
  EXPECT_EQ(pool_.slots(), 2u);
}

TEST_F(PacketPoolTest, HasRoomForTheLongestPacketAndKeepsIt) {
  Packet* packet = nullptr;
  turn([&] { packet = pool_.take(Packet::kMaxPayload); });
  ASSERT_NE(packet, nullptr);
  packet->data[Packet::kMaxPayload - 1] = 1;
  const std::uint8_t* buffer = packet->buffer;
  turn([&] { packet = pool_.take(1); });
  EXPECT_EQ(packet->buffer, buffer);
  EXPECT_EQ(pool_.take(Packet::kMaxPayload + 1), nullptr);
}

TEST_F(PacketPoolTest, RefusesMoreThanItsLimitInOneTurn) {
  turn([this] {
    for (std::size_t i = 0; i < PacketPool::kMaxSlots; ++i) ASSERT_NE(pool_.take(1), nullptr);
    EXPECT_EQ(pool_.take(1), nullptr);
  });
  turn([this] { EXPECT_NE(pool_.take(1), nullptr); });
}

TEST_F(PacketPoolTest, CopiesBytes) {
  const std::uint8_t bytes[] = {1, 2, 3};
  const Packet* packet = pool_.copy(bytes);
  ASSERT_NE(packet, nullptr);
  EXPECT_EQ(std::vector<std::uint8_t>(packet->data, packet->data + packet->size),
            (std::vector<std::uint8_t>{1, 2, 3}));
  EXPECT_EQ(pool_.copy({})->size, 0u);
}

}  // namespace
}  // namespace rtpengine::net
