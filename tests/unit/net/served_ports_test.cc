// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/served_ports.h"

#include <gtest/gtest.h>

#include <vector>

#include "test_net.h"

namespace rtpengine::net {
namespace {

SocketAddress at(std::uint16_t port) { return SocketAddress(Endpoint{test::ip("10.0.0.1"), port}); }

/// Notes the steps in which it is fetched.
class Receiver final : public PacketReceiver {
 public:
  void on_packets(std::span<Packet* const> packets) override { (void)packets; }
  void on_socket_error(int error) override { (void)error; }
  void prefetch(Prefetch step) const override { steps.push_back(step); }

  mutable std::vector<Prefetch> steps;
};

TEST(ServedPorts, AreFoundByNumberAndAddress) {
  Receiver receiver;
  ServedPorts ports;
  const std::uint32_t first = ports.add({.receiver = &receiver, .local = at(1000)});
  const std::uint32_t second = ports.add({.receiver = &receiver, .local = at(1002)});
  EXPECT_NE(first, second);
  EXPECT_EQ(ports.find(at(1000)), first);
  EXPECT_EQ(ports.prefetch_port(at(1002)), second);
  EXPECT_EQ(ports.find(at(1004)), std::nullopt);
  EXPECT_EQ(ports.prefetch_port(at(1004)), std::nullopt);
  EXPECT_TRUE(ports[second].local.same_as(at(1002)));
}

TEST(ServedPorts, NumbersOfRemovedOnesAreFreeAndHaveNoReceiver) {
  Receiver receiver;
  ServedPorts ports;
  const std::uint32_t number = ports.add({.receiver = &receiver, .local = at(1000)});
  ports.remove(number);
  EXPECT_EQ(ports.find(at(1000)), std::nullopt);
  EXPECT_EQ(ports[number].receiver, nullptr);
  ports.prefetch_receiver(number);
  ports.prefetch(number, Prefetch::early);
  EXPECT_TRUE(receiver.steps.empty());
  EXPECT_EQ(ports.add({.receiver = &receiver, .local = at(1002)}), number);
  EXPECT_EQ(ports.numbers(), 1u);
}

TEST(ServedPorts, PassTheStepsOfFetchingOn) {
  Receiver receiver;
  ServedPorts ports;
  const std::uint32_t number = ports.add({.receiver = &receiver, .local = at(1000)});
  ports.prefetch(number, Prefetch::early);
  ports.prefetch(number, Prefetch::late);
  EXPECT_EQ(receiver.steps, (std::vector<Prefetch>{Prefetch::early, Prefetch::late}));
}

}  // namespace
}  // namespace rtpengine::net
