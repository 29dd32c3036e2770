// SPDX-License-Identifier: GPL-3.0-or-later
//
// Over real loopback sockets.
#include "net/raw_sender.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::ip;
using test::PeerSocket;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// What was refused: text and reason.
using Refusals = std::vector<std::pair<std::string, int>>;

Refusals flush(RawSender& sender) {
  Refusals all;
  sender.flush([&](const RawSender::Refused& refused) {
    all.emplace_back(std::string(refused.payload.begin(), refused.payload.end()), refused.error);
  });
  return all;
}

class RawSenderTest : public testing::TestWithParam<Family> {
 protected:
  void SetUp() override {
    if (GetParam() == Family::ipv6 && !test::have_ipv6())
      GTEST_SKIP() << "::1 is not available on this machine";
    auto opened = RawSender::open(address_);
    if (!opened && opened.error().find("Operation not permitted") != std::string::npos)
      GTEST_SKIP() << opened.error();
    ASSERT_TRUE(opened) << opened.error();
    sender_ = std::move(*opened);
  }

  const IpAddress address_ = GetParam() == Family::ipv6 ? ip("::1") : test::own_loopback();
  PeerSocket peer_{Endpoint{address_, 0}};
  PeerSocket port_{Endpoint{address_, 0}};
  const SocketAddress to_{peer_.local()};
  std::unique_ptr<RawSender> sender_;
};

TEST_P(RawSenderTest, WhatIsFlushedArrivesInOrderFromTheGivenPorts) {
  const std::string texts[] = {"a", "", std::string(1400, 'x')};
  for (const std::string& text : texts) {
    ASSERT_TRUE(sender_->can_send(bytes_of(text), to_));
    sender_->add(port_.local().port, 0, bytes_of(text), to_, 0);
  }
  EXPECT_FALSE(sender_->empty());
  char byte;
  EXPECT_LT(recv(peer_.fd(), &byte, 1, MSG_DONTWAIT), 0) << "sent before it was flushed";
  EXPECT_EQ(flush(*sender_), Refusals{});
  EXPECT_TRUE(sender_->empty());
  for (const std::string& text : texts) {
    Endpoint from;
    EXPECT_EQ(peer_.receive(&from), text);
    EXPECT_EQ(from, port_.local());
  }
}

TEST_P(RawSenderTest, TakesAFullBatchAtATime) {
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < RawSender::kBatch; ++i) {
      ASSERT_FALSE(sender_->full());
      sender_->add(port_.local().port, 0, bytes_of("x"), to_, 0);
    }
    EXPECT_TRUE(sender_->full());
    EXPECT_EQ(flush(*sender_), Refusals{});
    for (std::size_t i = 0; i < RawSender::kBatch; ++i) EXPECT_EQ(peer_.receive(), "x");
  }
}

TEST_P(RawSenderTest, SetsTosAndTheSystemsHopLimit) {
  const bool ipv6 = GetParam() == Family::ipv6;
  const int on = 1;
  const int level = ipv6 ? IPPROTO_IPV6 : IPPROTO_IP;
  ASSERT_EQ(setsockopt(peer_.fd(), level, ipv6 ? IPV6_RECVTCLASS : IP_RECVTOS, &on, sizeof on), 0);
  ASSERT_EQ(setsockopt(peer_.fd(), level, ipv6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL, &on, sizeof on),
            0);
  int hops = 0;
  socklen_t size = sizeof hops;
  ASSERT_EQ(getsockopt(port_.fd(), level, ipv6 ? IPV6_UNICAST_HOPS : IP_TTL, &hops, &size), 0);
  sender_->add(port_.local().port, 0xb8, bytes_of("x"), to_, 0);
  EXPECT_EQ(flush(*sender_), Refusals{});

  test::ControlledDatagram datagram(peer_.fd());
  ASSERT_FALSE(datagram.empty());
  EXPECT_EQ(datagram.text(), "x");
  msghdr& message = datagram.message();
  int tos = -1;
  int got_hops = -1;
  for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_type == (ipv6 ? IPV6_TCLASS : IP_TOS)) tos = *CMSG_DATA(c);
    if (c->cmsg_type == (ipv6 ? IPV6_HOPLIMIT : IP_TTL))
      std::memcpy(&got_hops, CMSG_DATA(c), sizeof got_hops);
  }
  EXPECT_EQ(tos, 0xb8);
  EXPECT_EQ(got_hops, hops);
}

TEST_P(RawSenderTest, LeavesToOthersWhatItCannotDoAsTheyDo) {
  const bool ipv6 = GetParam() == Family::ipv6;
  const auto can_send = [&](const char* address, std::uint16_t port) {
    return sender_->can_send(bytes_of("x"), SocketAddress(Endpoint{ip(address), port}));
  };
  EXPECT_TRUE(can_send(ipv6 ? "2001:db8::1" : "10.0.0.1", 1));
  EXPECT_FALSE(can_send(ipv6 ? "2001:db8::1" : "10.0.0.1", 0)) << "no port";
  EXPECT_FALSE(can_send(ipv6 ? "10.0.0.1" : "2001:db8::1", 1)) << "other family";
  EXPECT_FALSE(can_send(ipv6 ? "ff02::1" : "224.0.0.1", 1)) << "multicast";
  EXPECT_FALSE(can_send(ipv6 ? "::" : "0.0.0.0", 1)) << "unspecified";
  if (!ipv6) {
    EXPECT_FALSE(can_send("255.255.255.255", 1)) << "broadcast";
  }
  EXPECT_FALSE(sender_->can_send(bytes_of("x"), SocketAddress())) << "nowhere";
  const std::string longest(ipv6 ? 65527 : 65507, 'x');
  EXPECT_TRUE(sender_->can_send(bytes_of(longest), to_));
  EXPECT_FALSE(sender_->can_send(bytes_of(longest + 'x'), to_));
}

TEST_P(RawSenderTest, NamesWhatTheSystemRefusesAndSendsTheOthers) {
  const SocketAddress away(
      Endpoint{ip(GetParam() == Family::ipv6 ? "2001:db8::1" : "192.0.2.1"), 9});
  test::in_private_network(1500, [&] {
    auto sender = RawSender::open(address_);
    ASSERT_TRUE(sender) << sender.error();
    (*sender)->add(port_.local().port, 0, bytes_of("a"), away, 0);
    (*sender)->add(port_.local().port, 0, bytes_of("b"), away, 0);
    const Refusals expected = {{"a", ENETUNREACH}, {"b", ENETUNREACH}};
    EXPECT_EQ(flush(**sender), expected);
    EXPECT_TRUE((*sender)->empty());
  });
}

TEST_P(RawSenderTest, WhatIsLongerThanTheLinkTakesIsRefusedAsSuch) {
  test::in_private_network(1500, [&] {
    PeerSocket peer({address_, 0});
    auto sender = RawSender::open(address_);
    ASSERT_TRUE(sender) << sender.error();
    const std::string texts[] = {"before", std::string(1500, 'x'), "after"};
    const SocketAddress to(peer.local());
    for (const std::string& text : texts) (*sender)->add(9, 0, bytes_of(text), to, 0);
    const Refusals expected = {{texts[1], EMSGSIZE}};
    EXPECT_EQ(flush(**sender), expected);
    EXPECT_EQ(peer.receive(), "before");
    EXPECT_EQ(peer.receive(), "after");
  });
}

INSTANTIATE_TEST_SUITE_P(Families, RawSenderTest, testing::Values(Family::ipv4, Family::ipv6),
                         [](const auto& family) {
                           return std::string(display_name(family.param));
                         });

}  // namespace
}  // namespace rtpengine::net
