// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/listener_store.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/unit/net/test_net.h"

namespace rtpengine::plugin {
namespace {

net::Endpoint local_of(int fd) {
  net::SocketAddress local;
  local.size = sizeof local.ipv6;
  return getsockname(fd, &local.base, &local.size) == 0 ? local.endpoint() : net::Endpoint{};
}

net::Descriptor bound(int type) {
  net::Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const net::SocketAddress address({net::test::own_loopback(), 0});
  EXPECT_EQ(bind(socket.get(), &address.base, address.size), 0);
  return socket;
}

Endpoint sdk_endpoint(const net::Endpoint& endpoint) {
  Endpoint made{AddressFamily::ipv4, endpoint.port, 0, {}};
  std::copy_n(endpoint.address.bytes.begin(), 4, made.address);
  return made;
}

TEST(ListenerStoreTest, FindsWhatListensAmongDescriptors) {
  const net::Descriptor datagram = bound(SOCK_DGRAM);
  const net::Descriptor stream = bound(SOCK_STREAM);
  ASSERT_EQ(listen(stream.get(), 1), 0);
  const net::Descriptor silent = bound(SOCK_STREAM);
  const net::Descriptor connected = bound(SOCK_DGRAM);
  const net::SocketAddress peer(local_of(datagram.get()));
  ASSERT_EQ(connect(connected.get(), &peer.base, peer.size), 0);
  const net::Descriptor unbound(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const net::Descriptor file(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(listening_among({datagram.get(), silent.get(), connected.get(), unbound.get(), -1,
                             file.get(), stream.get(), datagram.get()}),
            (std::vector<int>{datagram.get(), stream.get()}));
}

TEST(ListenerStoreTest, GivesEachSocketOnceToWhoAsksForItsAddress) {
  net::Descriptor socket = bound(SOCK_DGRAM);
  const int fd = socket.get();
  const Endpoint local = sdk_endpoint(local_of(fd));
  ListenerStore store;
  store.add(std::move(socket));
  store.add(bound(SOCK_STREAM));
  EXPECT_EQ(store.size(), 1u) << "a stream socket that does not listen is closed";
  Endpoint other = local;
  ++other.port;
  EXPECT_EQ(store.take(ListenerType::datagram, &other), -1);
  EXPECT_EQ(store.take(ListenerType::stream, &local), -1);
  EXPECT_EQ(store.take(ListenerType::datagram, nullptr), -1);
  EXPECT_EQ(store.take(ListenerType::datagram, &local), fd);
  EXPECT_EQ(store.take(ListenerType::datagram, &local), -1);
  close(fd);
}

TEST(ListenerStoreTest, ClosesWhatNobodyTakes) {
  net::Descriptor socket = bound(SOCK_DGRAM);
  const int fd = socket.get();
  ListenerStore store;
  store.add(std::move(socket));
  store.clear();
  EXPECT_EQ(fcntl(fd, F_GETFD), -1);
}

}  // namespace
}  // namespace rtpengine::plugin
