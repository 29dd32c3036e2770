// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is special about the steered engine; the rest is in packet_io_contract_test.cc.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "collector.h"
#include "net/packet_io.h"
#include "net/steering.h"
#include "steering_obstacle.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::Collector;

/// An engine on a worker that does not run yet, so that the test decides what is ready when it
/// starts.
class SteeredPacketIoTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string obstacle = test::steering_obstacle(); !obstacle.empty())
      GTEST_SKIP() << obstacle;
  }

  void make(const SteeringOptions& steering_options, PacketIoOptions options = {}) {
    auto steering = Steering::open(steering_options);
    ASSERT_TRUE(steering) << steering.error();
    steering_ = *steering;
    auto io = make_steered_packet_io(worker_, options, steering_);
    ASSERT_TRUE(io) << io.error();
    io_ = std::move(*io);
  }

  void TearDown() override {
    worker_.stop_and_join();
    registrations_.clear();
    io_.reset();
  }

  MediaSocket open() {
    auto socket = pool_->open_single();
    EXPECT_TRUE(socket) << socket.error();
    return std::move(*socket);
  }

  void listen(MediaSocket& socket, PacketReceiver& receiver) {
    registrations_.push_back(io_->add(socket, receiver));
    ASSERT_TRUE(registrations_.back());
  }

  /// Runs the worker until it has seen all that was sent before.
  void run() {
    auto last = markers_->open_single();
    ASSERT_TRUE(last) << last.error();
    Collector marker;
    marker.then = [this] { EXPECT_TRUE(peer_.send("seen", peer_.local())); };
    auto registration = io_->add(*last, marker);
    ASSERT_TRUE(registration);
    ASSERT_TRUE(peer_.send("x", last->local()));
    worker_.start();
    EXPECT_EQ(peer_.receive(), "seen");
    worker_.stop_and_join();
  }

  loop::Worker worker_{0, 100};
  const std::shared_ptr<PortPool> pool_ = PortPool::create(test::own_loopback(), {30000, 30009});
  const std::shared_ptr<PortPool> markers_ = PortPool::create(pool_->address(), {30100, 30999});
  test::PeerSocket peer_{Endpoint{pool_->address(), 0}};
  Collector collector_;
  std::shared_ptr<Steering> steering_;
  std::unique_ptr<PacketIo> io_;
  std::vector<std::unique_ptr<SocketRegistration>> registrations_;
};

TEST_F(SteeredPacketIoTest, SaysItsName) {
  make({});
  EXPECT_EQ(io_->name(), "steered");
}

TEST_F(SteeredPacketIoTest, WhatCameBeforeThePortWasSteeredComesFirst) {
  make({});
  MediaSocket socket = open();
  ASSERT_TRUE(peer_.send("first", socket.local()));
  listen(socket, collector_);
  ASSERT_TRUE(peer_.send("second", socket.local()));
  run();
  EXPECT_EQ(collector_.texts, (std::vector<std::string>{"first", "second"}));
}

TEST_F(SteeredPacketIoTest, ClosedPortsAreNotInTheTable) {
  make({});
  MediaSocket socket = open();
  listen(socket, collector_);
  EXPECT_EQ(steering_->ports(), 1u);
  registrations_.clear();
  EXPECT_EQ(steering_->ports(), 0u);
}

TEST_F(SteeredPacketIoTest, PortsBeyondTheTableAreServedByTheirOwnSockets) {
  make({.max_ports = 1});
  MediaSocket first = open();
  MediaSocket second = open();
  listen(first, collector_);
  listen(second, collector_);
  ASSERT_TRUE(peer_.send("a", second.local()));
  ASSERT_TRUE(peer_.send("b", first.local()));
  run();
  EXPECT_EQ(collector_.texts, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(steering_->ports(), 1u);
}

TEST_F(SteeredPacketIoTest, WhoOpensAPortGetsNothingOfWhatCameBefore) {
  make({});
  const Endpoint port{pool_->address(), 30004};
  const auto only = PortPool::create(port.address, {port.port, port.port});
  auto socket = only->open_single();
  ASSERT_TRUE(socket) << socket.error();
  listen(*socket, collector_);
  ASSERT_TRUE(peer_.send("stale", port));
  registrations_.clear();
  socket->close();

  auto again = only->open_single();
  ASSERT_TRUE(again) << again.error();
  Collector fresh;
  listen(*again, fresh);
  run();
  EXPECT_TRUE(fresh.texts.empty());
  EXPECT_EQ(io_->counters().stale, 1u);
  ASSERT_TRUE(peer_.send("new", port));
  run();
  EXPECT_EQ(fresh.texts, std::vector<std::string>{"new"});
  EXPECT_TRUE(collector_.texts.empty());
}

TEST_F(SteeredPacketIoTest, APortThatIsReopenedWhileItsQueueIsEmptyMissesNothing) {
  make({});
  const auto only = PortPool::create(pool_->address(), {30004, 30004});
  for (int i = 0; i < 3; ++i) {
    auto socket = only->open_single();
    ASSERT_TRUE(socket) << socket.error();
    listen(*socket, collector_);
    ASSERT_TRUE(peer_.send("x", socket->local()));
    run();
    EXPECT_EQ(collector_.texts.size(), std::size_t(i + 1));
    registrations_.clear();
  }
}

TEST_F(SteeredPacketIoTest, ASocketThatStaysOpenKeepsItsPackets) {
  make({});
  MediaSocket socket = open();
  listen(socket, collector_);
  ASSERT_TRUE(peer_.send("x", socket.local()));
  registrations_.clear();
  Collector next;
  listen(socket, next);
  run();
  EXPECT_EQ(next.texts, std::vector<std::string>{"x"});
}

TEST_F(SteeredPacketIoTest, ManyPortsThatCloseDoNotPileUp) {
  make({});
  for (int i = 0; i < 1000; ++i) {
    MediaSocket socket = open();
    listen(socket, collector_);
    registrations_.clear();
  }
  MediaSocket socket = open();
  listen(socket, collector_);
  ASSERT_TRUE(peer_.send("x", socket.local()));
  run();
  EXPECT_EQ(collector_.texts, std::vector<std::string>{"x"});
}

TEST_F(SteeredPacketIoTest, DatagramsLongerThanASlotAreCountedAndDropped) {
  make({}, {.max_payload = 100});
  MediaSocket socket = open();
  listen(socket, collector_);
  ASSERT_TRUE(peer_.send(std::string(101, 'x'), socket.local()));
  ASSERT_TRUE(peer_.send(std::string(100, 'x'), socket.local()));
  run();
  EXPECT_EQ(collector_.texts, std::vector{std::string(100, 'x')});
  EXPECT_EQ(io_->counters().truncated, 1u);
  EXPECT_EQ(collector_.truncated, 1) << "the receiver was not told";
}

TEST_F(SteeredPacketIoTest, AFloodedPortIsCutOffAndItsReceiverTold) {
  make({.limit = {.packets = 10, .window_ns = 2'000'000'000}});
  MediaSocket flooded = open();
  MediaSocket other = open();
  Collector flood;
  listen(flooded, flood);
  listen(other, collector_);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(peer_.send("flood", flooded.local()));
  ASSERT_TRUE(peer_.send("x", other.local()));
  run();
  EXPECT_EQ(collector_.texts, std::vector<std::string>{"x"});
  EXPECT_EQ(flood.texts.size(), 20u);
  registrations_.clear();
  EXPECT_EQ(flood.rate_limited, 80u);
  EXPECT_EQ(collector_.rate_limited, 0u);
  EXPECT_EQ(io_->counters().rate_limited, 80u);
}

TEST_F(SteeredPacketIoTest, WhatIsReadyAtOnceSharesAWakeup) {
  make({});
  std::vector<MediaSocket> sockets;
  const auto many = PortPool::create(pool_->address(), {31000, 31999});
  for (int i = 0; i < 300; ++i) {
    auto socket = many->open_single();
    ASSERT_TRUE(socket) << socket.error();
    sockets.push_back(std::move(*socket));
  }
  for (auto& socket : sockets) {
    listen(socket, collector_);
    ASSERT_TRUE(peer_.send("x", socket.local()));
  }
  run();
  EXPECT_EQ(collector_.texts.size(), 300u);
  EXPECT_EQ(io_->counters().wakeups, 1u);
  registrations_.clear();
}

/// Counts what it is given and told to fetch.
class Fetcher final : public PacketReceiver {
 public:
  void on_packets(std::span<Packet* const> packets) override {
    taken += packets.size();
    if (then) then();
  }
  void on_socket_error(int) override {}
  void prefetch(Prefetch step) const override { ++steps[static_cast<std::size_t>(step)]; }

  std::size_t taken = 0;
  mutable std::array<std::size_t, 3> steps{};
  std::function<void()> then;
};

TEST_F(SteeredPacketIoTest, EachReceiverFetchesWhatItNeedsInAllStepsBeforeItsPacket) {
  make({});
  std::vector<MediaSocket> sockets;
  for (int i = 0; i < 5; ++i) sockets.push_back(open());
  std::array<Fetcher, 5> receivers;
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    listen(sockets[i], receivers[i]);
    receivers[i].then = [&receiver = receivers[i]] {
      for (const std::size_t times : receiver.steps) EXPECT_GE(times, receiver.taken);
    };
  }
  for (int round = 0; round < 60; ++round) {
    const std::size_t sent_to = static_cast<std::size_t>(round) % receivers.size() + 1;
    for (std::size_t i = 0; i < sent_to; ++i) ASSERT_TRUE(peer_.send("x", sockets[i].local()));
  }
  run();
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    EXPECT_EQ(receivers[i].taken, 12 * (receivers.size() - i));
    for (const std::size_t times : receivers[i].steps) EXPECT_EQ(times, receivers[i].taken);
  }
  registrations_.clear();
}

TEST_F(SteeredPacketIoTest, APortMayCloseWhilePacketsForItAreFetched) {
  make({});
  MediaSocket first = open();
  MediaSocket second = open();
  Fetcher closing;
  listen(first, closing);
  auto gone = std::make_unique<Fetcher>();
  listen(second, *gone);
  closing.then = [&] {
    registrations_.pop_back();
    gone.reset();
    closing.then = {};
  };
  ASSERT_TRUE(peer_.send("x", first.local()));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(peer_.send("x", second.local()));
  run();
  EXPECT_EQ(closing.taken, 1u);
  EXPECT_EQ(gone, nullptr);
  EXPECT_EQ(io_->counters().stale, 20u);
  registrations_.clear();
}

std::size_t open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

/// Sends what comes to a port somewhere else.
class Forwarder final : public PacketReceiver {
 public:
  Forwarder(PacketIo& io, MediaSocket& socket, const Endpoint& to)
      : io_(io), socket_(socket), to_(to) {}
  void on_packets(std::span<Packet* const> packets) override {
    for (const Packet* packet : packets) taken += io_.send(socket_, *packet, to_);
  }
  void on_socket_error(int) override {}
  void on_send_failed(std::size_t bytes) override { failed_bytes += bytes; }

  std::size_t taken = 0;
  std::size_t failed_bytes = 0;

 private:
  PacketIo& io_;
  MediaSocket& socket_;
  const SocketAddress to_;
};

bool is_behind(loop::Worker& worker, const Forwarder& forwarder, std::size_t packets) {
  bool behind = true;
  worker.run_and_wait([&] { behind = forwarder.taken < packets; });
  return behind;
}

/// Forwards these from a steered port of each family (or of that of the destination) to where they
/// came from, or to the destination.
void forward(
    const std::vector<std::string>& texts, const Endpoint* destination,
    const std::function<void(test::PeerSocket&, const Forwarder&, const PacketIo&)>& check) {
  for (const char* address : {"127.0.0.1", "::1"}) {
    if (destination != nullptr && destination->address.family != test::ip(address).family) continue;
    const auto steering = Steering::open({});
    ASSERT_TRUE(steering) << steering.error();
    loop::Worker worker(0, 100);
    const auto io = make_steered_packet_io(worker, {}, *steering);
    ASSERT_TRUE(io) << io.error();
    auto socket = PortPool::create(test::ip(address), {30000, 30999})->open_single();
    ASSERT_TRUE(socket) << socket.error();
    test::PeerSocket peer({test::ip(address), 0});
    Forwarder forwarder(**io, *socket, destination != nullptr ? *destination : peer.local());
    auto registration = (*io)->add(*socket, forwarder);
    ASSERT_TRUE(registration);
    for (const std::string& text : texts) ASSERT_TRUE(peer.send(text, socket->local()));
    worker.start();
    while (is_behind(worker, forwarder, texts.size())) continue;
    worker.stop_and_join();
    check(peer, forwarder, **io);
  }
}

TEST_F(SteeredPacketIoTest, WhatIsLongerThanTheLinkTakesGoesInFragmentsAndInItsPlace) {
  test::in_private_network(1500, [] {
    const std::vector<std::string> texts = {"a", std::string(4000, 'x'), "b",
                                            std::string(1480, 'y'), "c"};
    forward(texts, nullptr,
            [&](test::PeerSocket& peer, const Forwarder& forwarder, const PacketIo& io) {
              for (const std::string& text : texts) EXPECT_EQ(peer.receive(), text);
              EXPECT_EQ(forwarder.failed_bytes, 0u);
              EXPECT_EQ(io.counters().sent_packets, 5u);
              EXPECT_EQ(io.counters().sent_bytes, 5483u);
              EXPECT_EQ(io.counters().send_errors, 0u);
            });
  });
}

TEST_F(SteeredPacketIoTest, WhatIsRefusedLaterIsCountedAndTold) {
  test::in_private_network(1500, [] {
    for (const char* unreachable : {"192.0.2.1", "2001:db8::1"}) {
      const Endpoint away{test::ip(unreachable), 9};
      forward({"abc", "de"}, &away,
              [](test::PeerSocket&, const Forwarder& forwarder, const PacketIo& io) {
                EXPECT_EQ(forwarder.taken, 2u);
                EXPECT_EQ(forwarder.failed_bytes, 5u);
                EXPECT_EQ(io.counters().sent_packets, 0u);
                EXPECT_EQ(io.counters().sent_bytes, 0u);
                EXPECT_EQ(io.counters().send_errors, 2u);
              });
    }
  });
}

TEST_F(SteeredPacketIoTest, WhatWasSentBeforeASocketClosesStillLeaves) {
  make({});
  MediaSocket socket = open();
  Collector closing;
  auto registration = io_->add(socket, closing);
  ASSERT_TRUE(registration);
  Packet packet;
  std::uint8_t bytes[] = {'b', 'y', 'e'};
  packet.buffer = packet.data = bytes;
  packet.size = packet.capacity = sizeof bytes;
  const Endpoint from = socket.local();
  worker_.start([&] {
    EXPECT_TRUE(io_->send(socket, packet, SocketAddress(peer_.local())));
    registration.reset();
    socket.close();
  });
  Endpoint source;
  EXPECT_EQ(peer_.receive(&source), "bye");
  EXPECT_EQ(source, from);
  worker_.stop_and_join();
}

TEST_F(SteeredPacketIoTest, PortsOfAKnownAddressOpenNothingButTheirSockets) {
  PacketIoOptions options;
  options.local_addresses = {pool_->address()};
  make({}, options);
  const std::size_t before = open_files();
  {
    MediaSocket first = open();
    MediaSocket second = open();
    listen(first, collector_);
    listen(second, collector_);
    EXPECT_EQ(open_files(), before + 2);
    registrations_.clear();
  }
  EXPECT_EQ(open_files(), before);
}

TEST_F(SteeredPacketIoTest, AnAddressThatComesLaterGetsOneSocketToSendFrom) {
  make({});
  const std::size_t before = open_files();
  for (int i = 0; i < 3; ++i) {
    MediaSocket socket = open();
    listen(socket, collector_);
    registrations_.clear();
  }
  EXPECT_EQ(open_files(), before + 1);
}

}  // namespace
}  // namespace rtpengine::net
