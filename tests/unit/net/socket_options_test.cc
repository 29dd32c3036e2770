// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/socket_options.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cerrno>

#include "test_net.h"

namespace rtpengine::net {
namespace {

TEST(SocketOptions, AreReadAsTheyWereSet) {
  const test::PeerSocket socket({test::own_loopback(), 0});
  EXPECT_TRUE(set_option(socket.fd(), IPPROTO_IP, IP_TTL, 33));
  EXPECT_EQ(option_of(socket.fd(), IPPROTO_IP, IP_TTL), 33);
  EXPECT_FALSE(set_option(socket.fd(), IPPROTO_IP, IP_TTL, 1000));
  EXPECT_EQ(errno, EINVAL);
  EXPECT_EQ(option_of(-1, IPPROTO_IP, IP_TTL), -1);
}

TEST(SocketOptions, ASocketThatKeepsNothingGetsNothing) {
  const test::PeerSocket socket({test::own_loopback(), 0});
  test::PeerSocket peer({socket.local().address, 0});
  ASSERT_TRUE(keep_nothing(socket.fd()));
  ASSERT_TRUE(peer.send("x", socket.local()));
  char byte;
  EXPECT_LT(recv(socket.fd(), &byte, 1, MSG_DONTWAIT), 0);
  EXPECT_EQ(errno, EAGAIN);
}

TEST(SystemFailure, SaysWhatWasAttemptedAndWhyItFailed) {
  EXPECT_EQ(system_failure("opening a door", EPERM).text,
            "opening a door: Operation not permitted");
}

}  // namespace
}  // namespace rtpengine::net
