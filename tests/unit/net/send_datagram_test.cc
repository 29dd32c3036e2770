// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/send_datagram.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <vector>

#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::PeerSocket;

constexpr std::uint8_t kBytes[] = {'a', 'b', 'c'};

TEST(SendDatagram, SendsAndCounts) {
  const PeerSocket from({test::own_loopback(), 0});
  PeerSocket to({from.local().address, 0});
  PacketIoCounters counters;
  EXPECT_TRUE(send_datagram(from.fd(), kBytes, SocketAddress(to.local()), counters));
  EXPECT_EQ(to.receive(), "abc");
  EXPECT_EQ(counters.sent_packets, 1u);
  EXPECT_EQ(counters.sent_bytes, 3u);
}

TEST(SendDatagram, AnErrorOfAnEarlierPacketIsNoReasonNotToSend) {
  const PeerSocket from({test::own_loopback(), 0});
  Endpoint closed{from.local().address, 0};
  {
    const PeerSocket gone(closed);
    closed = gone.local();
  }
  const SocketAddress to(closed);
  ASSERT_EQ(connect(from.fd(), &to.base, to.size), 0);
  PacketIoCounters counters;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(send_datagram(from.fd(), kBytes, to, counters));
  EXPECT_EQ(counters.sent_packets, 3u);
  EXPECT_EQ(counters.send_errors, 0u);
}

TEST(SendDatagram, RefusalsAreCountedByTheirKind) {
  PacketIoCounters counters;
  const PeerSocket from({test::own_loopback(), 0});
  EXPECT_FALSE(send_datagram(from.fd(), kBytes, SocketAddress(), counters));
  EXPECT_EQ(counters.send_errors, 1u);
  count_refusal(EPERM, counters);
  EXPECT_EQ(counters.send_errors, 2u);
  count_refusal(EAGAIN, counters);
  count_refusal(ENOBUFS, counters);
  EXPECT_EQ(counters.send_would_block, 2u);
  EXPECT_EQ(counters.sent_packets, 0u);
}

}  // namespace
}  // namespace rtpengine::net
