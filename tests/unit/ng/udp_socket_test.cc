// SPDX-License-Identifier: GPL-3.0-or-later
//
// Control sockets: binding, and replies that leave from the right address.

#include "plugins/ng/udp_socket.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "fakes.h"
#include "udp_client.h"

namespace rtpengine::ng {
namespace {

SocketAddress all_addresses(sa_family_t family) {
  SocketAddress address = empty_address();
  address.generic.sa_family = family;
  return address;
}

SocketAddress with_port(SocketAddress address, std::uint16_t port) {
  address.v4.sin_port = htons(port);  // at the same place in both families
  return address;
}

/// Receives one datagram as the listener does.
Peer receive(UdpSocket* socket, std::string* bytes) {
  Peer peer = peer_at(socket, empty_address());
  bytes->resize(2048);
  iovec data = {bytes->data(), bytes->size()};
  alignas(cmsghdr) char control[kControlSize];
  msghdr message = {};
  message.msg_name = &peer.remote;
  message.msg_namelen = sizeof peer.remote;
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  pollfd ready = {socket->fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&ready, 1, 5000), 1);
  const ssize_t size = ::recvmsg(socket->fd(), &message, 0);
  EXPECT_GE(size, 0);
  bytes->resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  peer.local = local_address_of(message);
  return peer;
}

void expect_exchange(UdpSocket* socket, const SocketAddress& target, UdpClient* client) {
  ASSERT_TRUE(client->send("question", target));
  std::string bytes;
  const Peer peer = receive(socket, &bytes);
  EXPECT_EQ(bytes, "question");
  EXPECT_TRUE(peer.remote == client->address());
  EXPECT_EQ(socket->send(peer, "reply"), 0);
  EXPECT_EQ(client->receive(), "reply");
  EXPECT_TRUE(client->source == target) << to_string(client->source);
}

TEST(UdpSocketTest, AnswersFromTheAddressItIsBoundTo) {
  UdpSocket socket;
  ASSERT_EQ(socket.open(loopback(0), 0), 0);
  EXPECT_NE(port_of(socket.address()), 0);
  UdpClient client(loopback(0));
  expect_exchange(&socket, socket.address(), &client);
}

TEST(UdpSocketTest, OnAllAddressesItAnswersFromTheOneThatWasAsked) {
  UdpSocket socket;
  ASSERT_EQ(socket.open(all_addresses(AF_INET), 0), 0);
  UdpClient client(loopback(0));
  SocketAddress target = loopback(port_of(socket.address()));
  expect_exchange(&socket, target, &client);
  target.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 0x0a0b);  // 127.0.10.12
  expect_exchange(&socket, target, &client);
}

TEST(UdpSocketTest, OnAllAddressesOfIPv6Likewise) {
  UdpSocket socket;
  UdpClient client(loopback_v6(0));
  if (!client.good()) GTEST_SKIP() << "no IPv6 on this machine";
  ASSERT_EQ(socket.open(all_addresses(AF_INET6), 0), 0);
  expect_exchange(&socket, loopback_v6(port_of(socket.address())), &client);
}

TEST(UdpSocketTest, BothFamiliesShareAPort) {
  UdpClient probe(loopback_v6(0));
  if (!probe.good()) GTEST_SKIP() << "no IPv6 on this machine";
  UdpSocket v6;
  ASSERT_EQ(v6.open(all_addresses(AF_INET6), 0), 0);
  UdpSocket v4;
  EXPECT_EQ(v4.open(with_port(all_addresses(AF_INET), port_of(v6.address())), 0), 0);
}

TEST(UdpSocketTest, MarksReplies) {
  UdpSocket socket;
  ASSERT_EQ(socket.open(loopback(0), 184), 0);
  UdpClient client(loopback(0));
  expect_exchange(&socket, socket.address(), &client);
  EXPECT_EQ(client.tos, 184);
}

TEST(UdpSocketTest, MarksRepliesOverIPv6) {
  UdpSocket socket;
  UdpClient client(loopback_v6(0));
  if (!client.good()) GTEST_SKIP() << "no IPv6 on this machine";
  ASSERT_EQ(socket.open(loopback_v6(0), 184), 0);
  expect_exchange(&socket, socket.address(), &client);
  EXPECT_EQ(client.tos, 184);
}

TEST(UdpSocketTest, AnAddressInUseIsAnError) {
  UdpSocket first;
  ASSERT_EQ(first.open(loopback(0), 0), 0);
  UdpSocket second;
  EXPECT_EQ(second.open(first.address(), 0), EADDRINUSE);
  EXPECT_EQ(second.fd(), -1);
}

TEST(UdpSocketTest, TooLargeADatagramIsAnError) {
  UdpSocket socket;
  ASSERT_EQ(socket.open(loopback(0), 0), 0);
  const std::string large(65508, 'x');
  EXPECT_EQ(socket.send(peer_at(&socket, socket.address()), large), EMSGSIZE);
}

}  // namespace
}  // namespace rtpengine::ng
