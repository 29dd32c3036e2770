// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is particular to the plain engine.
#include <gtest/gtest.h>

#include <functional>

#include "net/packet_io.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

class Collector final : public PacketReceiver {
 public:
  void on_packets(std::span<Packet* const> packets) override {
    for (const Packet* packet : packets) {
      sizes.push_back(packet->size);
      if (then) then();
    }
  }
  void on_socket_error(int) override {}
  void on_truncated() override { ++truncated; }
  int truncated = 0;
  std::vector<std::size_t> sizes;
  std::function<void()> then;
};

/// An engine on a worker that does not run yet, so that the test decides what is ready when it
/// starts.
class PlainPacketIoTest : public testing::Test {
 protected:
  void make(PacketIoOptions options) {
    io_ = make_plain_packet_io(worker_, options);
    ASSERT_TRUE(io_);
    auto socket = pool_->open_single();
    ASSERT_TRUE(socket) << socket.error();
    socket_ = std::move(*socket);
    registration_ = io_->add(socket_, collector_);
    ASSERT_TRUE(registration_);
  }
  void TearDown() override {
    worker_.stop_and_join();
    registration_.reset();
    io_.reset();
  }

  loop::Worker worker_{0, 100};
  const std::shared_ptr<PortPool> pool_ = PortPool::create(test::own_loopback(), {30000, 30999});
  test::PeerSocket peer_{Endpoint{pool_->address(), 0}};
  MediaSocket socket_;
  Collector collector_;
  std::unique_ptr<PacketIo> io_;
  std::unique_ptr<SocketRegistration> registration_;
};

TEST_F(PlainPacketIoTest, SaysItsName) {
  make({});
  EXPECT_EQ(io_->name(), "plain");
}

TEST_F(PlainPacketIoTest, DatagramsLongerThanASlotAreCountedAndDropped) {
  PacketIoOptions options;
  options.max_payload = 100;
  make(options);
  ASSERT_TRUE(peer_.send(std::string(101, 'x'), socket_.local()));
  ASSERT_TRUE(peer_.send(std::string(100, 'x'), socket_.local()));
  // The worker stops from within: what it has received until then is all there was.
  collector_.then = [this] { EXPECT_TRUE(peer_.send("done", peer_.local())); };
  worker_.start();
  EXPECT_EQ(peer_.receive(), "done");
  worker_.stop_and_join();
  EXPECT_EQ(collector_.sizes, std::vector<std::size_t>{100});
  EXPECT_EQ(io_->counters().truncated, 1u);
  EXPECT_EQ(collector_.truncated, 1) << "the receiver was not told";
  EXPECT_EQ(io_->counters().received_packets, 1u);
}

TEST_F(PlainPacketIoTest, WhatIsReadyAtOnceSharesAWakeup) {
  make({});
  std::vector<MediaSocket> sockets;
  std::vector<std::unique_ptr<SocketRegistration>> registrations;
  for (int i = 0; i < 200; ++i) {
    auto socket = pool_->open_single();
    ASSERT_TRUE(socket) << socket.error();
    sockets.push_back(std::move(*socket));
  }
  for (auto& socket : sockets) {
    registrations.push_back(io_->add(socket, collector_));
    ASSERT_TRUE(peer_.send("x", socket.local()));
  }
  collector_.then = [this] {
    if (collector_.sizes.size() < 200) return;
    EXPECT_TRUE(peer_.send("done", peer_.local()));
  };
  worker_.start();
  EXPECT_EQ(peer_.receive(), "done");
  worker_.stop_and_join();
  EXPECT_EQ(io_->counters().wakeups, 1u);
  registrations.clear();
}

}  // namespace
}  // namespace rtpengine::net
