// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real program in the real kernel, on loopback addresses.
#include "net/steering.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cerrno>
#include <vector>

#include "steering_obstacle.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::ip;
using test::PeerSocket;

/// What is in a queue: text and destination.
struct Arrival {
  std::string text;
  Endpoint destination;
  bool operator==(const Arrival&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Arrival& arrival) {
  return out << '"' << arrival.text << "\" to " << arrival.destination.to_string();
}

/// The next datagram in a queue, or an empty one.
Arrival take(const Descriptor& queue) {
  test::ControlledDatagram datagram(queue.get());
  if (datagram.empty()) return {};
  Arrival arrival{datagram.text(), {}};
  const cmsghdr* header = CMSG_FIRSTHDR(&datagram.message());
  if (header == nullptr) return arrival;
  SocketAddress destination;
  destination.size = socklen_t(header->cmsg_len - CMSG_LEN(0));
  std::memcpy(&destination.ipv6, CMSG_DATA(header), destination.size);
  arrival.destination = destination.endpoint();
  return arrival;
}

/// Whether a socket has something; it is taken.
bool has_one(const PeerSocket& socket) {
  char byte;
  return recv(socket.fd(), &byte, sizeof byte, MSG_DONTWAIT) >= 0;
}

class SteeringTest : public testing::TestWithParam<Family> {
 protected:
  void SetUp() override {
    if (const std::string obstacle = test::steering_obstacle(); !obstacle.empty())
      GTEST_SKIP() << obstacle;
    if (GetParam() == Family::ipv6 && !test::have_ipv6())
      GTEST_SKIP() << "::1 is not available on this machine";
    open({});
  }

  void open(const SteeringOptions& options) {
    options_ = options;
    auto opened = Steering::open(options);
    ASSERT_TRUE(opened) << opened.error();
    steering_ = *opened;
    queues_.clear();
    for (unsigned worker = 0; worker < options.workers; ++worker) {
      auto queue = Steering::open_queue(GetParam());
      ASSERT_TRUE(queue) << queue.error();
      const auto set = steering_->set_queue(worker, GetParam(), queue->get());
      ASSERT_TRUE(set) << set.error();
      queues_.push_back(std::move(*queue));
    }
  }

  /// One for IPv4 that nobody else uses.
  IpAddress address() const {
    return GetParam() == Family::ipv6 ? ip("::1") : test::own_loopback();
  }

  std::uint32_t steer(const PeerSocket& socket, unsigned worker = 0) {
    std::uint32_t slot = 0;
    EXPECT_TRUE(steering_->add(socket.local(), worker, &slot)) << errno;
    return slot;
  }

  const IpAddress address_ = address();
  SteeringOptions options_;
  std::shared_ptr<Steering> steering_;
  std::vector<Descriptor> queues_;
  PeerSocket peer_{Endpoint{address_, 0}};
  PeerSocket port_{Endpoint{address_, 0}};
};

TEST_P(SteeringTest, WhatComesToASteeredPortIsInTheQueueWithItsDestination) {
  const PeerSocket second({address_, 0});
  steer(port_);
  steer(second);
  ASSERT_TRUE(peer_.send("a", port_.local()));
  ASSERT_TRUE(peer_.send("", second.local()));
  EXPECT_EQ(take(queues_[0]), (Arrival{"a", port_.local()}));
  EXPECT_EQ(take(queues_[0]), (Arrival{"", second.local()}));
  EXPECT_FALSE(has_one(port_));
  EXPECT_FALSE(has_one(second));
}

TEST_P(SteeringTest, EachWorkerHasAQueueOfItsOwn) {
  open({.workers = 3});
  const PeerSocket second({address_, 0});
  steer(port_, 0);
  steer(second, 2);
  ASSERT_TRUE(peer_.send("a", port_.local()));
  ASSERT_TRUE(peer_.send("b", second.local()));
  EXPECT_EQ(take(queues_[0]).text, "a");
  EXPECT_EQ(take(queues_[2]).text, "b");
  EXPECT_EQ(take(queues_[1]), Arrival{});
}

TEST_P(SteeringTest, APortThatIsNotSteeredGetsItsOwn) {
  const PeerSocket other({address_, 0});
  const std::uint32_t slot = steer(port_);
  ASSERT_TRUE(peer_.send("a", other.local()));
  EXPECT_TRUE(has_one(other));
  steering_->remove(port_.local(), slot);
  ASSERT_TRUE(peer_.send("b", port_.local()));
  EXPECT_TRUE(has_one(port_));
  EXPECT_EQ(take(queues_[0]), Arrival{});
}

TEST_P(SteeringTest, TheSamePortOfAnotherAddressOrFamilyIsNotTouched) {
  steer(port_);
  const std::uint16_t port = port_.local().port;
  const PeerSocket here({GetParam() == Family::ipv6 ? ip("127.9.8.7") : ip("127.9.8.6"), port});
  ASSERT_TRUE(here);
  PeerSocket ipv4({here.local().address, 0});
  ASSERT_TRUE(ipv4.send("a", here.local()));
  EXPECT_TRUE(has_one(here));
  EXPECT_EQ(take(queues_[0]), Arrival{});
}

TEST_P(SteeringTest, WithoutAQueueThePortGetsItsOwn) {
  steer(port_);
  queues_.clear();
  ASSERT_TRUE(peer_.send("a", port_.local()));
  EXPECT_TRUE(has_one(port_));
}

TEST_P(SteeringTest, ItsEndEndsAllOfIt) {
  steer(port_);
  steering_.reset();
  ASSERT_TRUE(peer_.send("a", port_.local()));
  EXPECT_TRUE(has_one(port_));
  EXPECT_EQ(take(queues_[0]), Arrival{});
}

TEST_P(SteeringTest, TwoInstancesEachSteerTheirOwnPorts) {
  const auto first = steering_;
  steer(port_);
  std::vector<Descriptor> queues = std::move(queues_);
  open({});
  const PeerSocket second({address_, 0});
  const PeerSocket nobodys({address_, 0});
  steer(second);
  ASSERT_TRUE(peer_.send("a", port_.local()));
  ASSERT_TRUE(peer_.send("b", second.local()));
  ASSERT_TRUE(peer_.send("c", nobodys.local()));
  EXPECT_EQ(take(queues[0]).text, "a");
  EXPECT_EQ(take(queues_[0]).text, "b");
  EXPECT_TRUE(has_one(nobodys));
}

TEST_P(SteeringTest, AConnectedSocketKeepsWhatItsPeerSends) {
  steer(port_);
  const SocketAddress to(peer_.local());
  ASSERT_EQ(connect(port_.fd(), &to.base, to.size), 0);
  ASSERT_TRUE(peer_.send("a", port_.local()));
  EXPECT_TRUE(has_one(port_));
}

TEST_P(SteeringTest, AFullTableRefusesUntilAPortIsRemoved) {
  open({.max_ports = 2});
  const PeerSocket second({address_, 0});
  const PeerSocket third({address_, 0});
  const std::uint32_t slot = steer(port_);
  steer(second);
  std::uint32_t unused = 0;
  EXPECT_FALSE(steering_->add(third.local(), 0, &unused));
  EXPECT_EQ(errno, ENOSPC);
  EXPECT_EQ(steering_->ports(), 2u);
  steering_->remove(port_.local(), slot);
  EXPECT_EQ(steering_->ports(), 1u);
  steer(third);
  ASSERT_TRUE(peer_.send("a", third.local()));
  EXPECT_EQ(take(queues_[0]).text, "a");
}

TEST_P(SteeringTest, MoreThanTheLimitIsThrownAwayAndCountedPerPort) {
  // No window ends while the test runs.
  open({.limit = {.packets = 10, .window_ns = 2'000'000'000}});
  const PeerSocket second({address_, 0});
  const std::uint32_t slot = steer(port_);
  const std::uint32_t second_slot = steer(second);
  // The first ten were counted before the clock was ever looked at.
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(peer_.send("flood", port_.local()));
  ASSERT_TRUE(peer_.send("b", second.local()));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(take(queues_[0]).text, "flood");
  EXPECT_EQ(take(queues_[0]).text, "b");
  EXPECT_EQ(take(queues_[0]), Arrival{});
  EXPECT_EQ(steering_->dropped(slot), 5u);
  EXPECT_EQ(steering_->dropped(second_slot), 0u);
  EXPECT_FALSE(has_one(port_)) << "its own socket is no way around the limit";
}

TEST_P(SteeringTest, AFloodedPortWorksAgainInTheNextWindow) {
  open({.limit = {.packets = 10, .window_ns = 20'000'000}});
  const std::uint32_t slot = steer(port_);
  while (steering_->dropped(slot) == 0) {
    ASSERT_TRUE(peer_.send("flood", port_.local()));
    take(queues_[0]);
  }
  bool arrived = false;
  for (int i = 0; i < 10'000'000 && !arrived; ++i) {
    ASSERT_TRUE(peer_.send("again", port_.local()));
    arrived = take(queues_[0]).text == "again";
  }
  EXPECT_TRUE(arrived);
}

TEST_P(SteeringTest, AFreshPortHasNothingOfWhoHadItsSlotBefore) {
  open({.max_ports = 1, .limit = {.packets = 1, .window_ns = 2'000'000'000}});
  std::uint32_t slot = steer(port_);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(peer_.send("flood", port_.local()));
  EXPECT_EQ(steering_->dropped(slot), 3u);
  steering_->remove(port_.local(), slot);
  const PeerSocket second({address_, 0});
  slot = steer(second);
  EXPECT_EQ(steering_->dropped(slot), 0u);
  while (!take(queues_[0]).text.empty()) continue;
  ASSERT_TRUE(peer_.send("a", second.local()));
  EXPECT_EQ(take(queues_[0]).text, "a");
}

INSTANTIATE_TEST_SUITE_P(Families, SteeringTest, testing::Values(Family::ipv4, Family::ipv6),
                         [](const auto& family) {
                           return std::string(display_name(family.param));
                         });

}  // namespace
}  // namespace rtpengine::net
