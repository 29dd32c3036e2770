// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/hello.h"

#include <gtest/gtest.h>

#include "hello_samples.h"

namespace rtpengine::dtls {
namespace {

constexpr std::array<std::uint8_t, HelloVerifyRequest::kCookie> kCookie = {1, 2, 3, 4, 5};

TEST(ClientHello, IsReadAsOpenSslWritesIt) {
  const Datagram bytes = client_hello();
  ClientHello hello;
  ASSERT_TRUE(parse_client_hello(bytes, &hello));
  EXPECT_TRUE(hello.whole);
  EXPECT_EQ(hello.message_sequence, 0);
  EXPECT_EQ(hello.record_sequence, 0u);
  EXPECT_TRUE(hello.cookie.empty());
  EXPECT_TRUE(hello.session_id.empty());
}

TEST(ClientHello, ThatIsCutIsRefused) {
  const Datagram bytes = client_hello();
  ClientHello hello;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_client_hello(Bytes(bytes).first(size), &hello)) << size;
  }
}

// All bytes that say how much follows, with any value.
TEST(ClientHello, ThatLiesAboutItsLengthsIsRefusedOrBounded) {
  const Datagram good = client_hello();
  for (const std::size_t at : {11u, 12u, 14u, 15u, 16u, 19u, 20u, 21u, 22u, 23u, 24u, 59u, 60u}) {
    for (unsigned value = 0; value < 256; ++value) {
      Datagram bytes = good;
      bytes[at] = static_cast<std::uint8_t>(value);
      ClientHello hello;
      if (!parse_client_hello(bytes, &hello)) continue;
      EXPECT_LE(hello.cookie.size(), 255u);
      EXPECT_LE(hello.session_id.size(), kLongestSessionId);
    }
  }
}

TEST(ClientHello, IsToldFromItsFragments) {
  Peer small({.role = Role::client, .mtu = 256});
  SSL_set_tlsext_host_name(small.ssl(), std::string(200, 'x').c_str());
  small.advance();
  const auto fragments = small.outbox.take();
  ASSERT_GE(fragments.size(), 2u);
  ClientHello hello;
  ASSERT_TRUE(parse_client_hello(fragments[0], &hello));
  EXPECT_FALSE(hello.whole);
  EXPECT_EQ(classify(fragments[1]), DatagramKind::client_hello);
  EXPECT_FALSE(parse_client_hello(fragments[1], &hello));
}

TEST(HelloVerifyRequest, IsAnsweredByOpenSslWithItsCookie) {
  Peer peer({.role = Role::client});
  peer.advance();
  const Datagram first = peer.outbox.take().at(0);
  ClientHello hello;
  ASSERT_TRUE(parse_client_hello(first, &hello));
  const HelloVerifyRequest request(hello, kCookie);
  EXPECT_LT(request.bytes().size(), first.size()) << "no use for an attack by reflection";
  peer.feed({request.bytes().begin(), request.bytes().end()});
  const auto answers = peer.outbox.take();
  ASSERT_EQ(answers.size(), 1u);
  ClientHello second;
  ASSERT_TRUE(parse_client_hello(answers[0], &second));
  EXPECT_EQ(second.message_sequence, 1);
  EXPECT_EQ(second.random, hello.random);
  EXPECT_TRUE(
      std::equal(second.cookie.begin(), second.cookie.end(), kCookie.begin(), kCookie.end()));
}

}  // namespace
}  // namespace rtpengine::dtls
