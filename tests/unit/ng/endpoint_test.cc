// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values of listen-ng.

#include "plugins/ng/endpoint.h"

#include <gtest/gtest.h>

#include "fakes.h"

namespace rtpengine::ng {
namespace {

std::vector<std::string> parsed(std::string_view text) {
  std::vector<SocketAddress> addresses;
  std::string error;
  EXPECT_TRUE(parse_listen(text, &addresses, &error)) << error;
  std::vector<std::string> texts;
  for (const SocketAddress& address : addresses) texts.push_back(to_string(address));
  return texts;
}

std::string failure(std::string_view text) {
  std::vector<SocketAddress> addresses;
  std::string error;
  EXPECT_FALSE(parse_listen(text, &addresses, &error)) << text;
  EXPECT_TRUE(addresses.empty());
  return error;
}

using Texts = std::vector<std::string>;

TEST(EndpointTest, ABarePortIsAllAddressesOfBothFamilies) {
  EXPECT_EQ(parsed("2223"), (Texts{"0.0.0.0:2223", "[::]:2223"}));
}

TEST(EndpointTest, AnAddressWithPort) {
  EXPECT_EQ(parsed("127.0.0.1:2223"), Texts{"127.0.0.1:2223"});
  EXPECT_EQ(parsed("[::1]:65535"), Texts{"[::1]:65535"});
  EXPECT_EQ(parsed("[2001:db8::1]:1"), Texts{"[2001:db8::1]:1"});
}

TEST(EndpointTest, NumericAddressesKeepEveryByte) {
  for (const char* text : {"0.0.0.0:1", "255.255.255.255:65535", "10.0.200.9:10", "1.2.3.4:80",
                           "[fe80::1:2:3:4]:9", "[::ffff:10.0.0.1]:5"}) {
    EXPECT_EQ(parsed(text), Texts{text});
  }
}

TEST(EndpointTest, BadPortsAreNamed) {
  for (const char* text : {"", "127.0.0.1", "[::1]", "127.0.0.1:", ":", "0", "65536", "-1", "22x",
                           "127.0.0.1:0", " 2223", "+1"}) {
    const std::string quoted = "'" + std::string(text) + "'";
    EXPECT_EQ(failure(text), quoted + " does not end in a port (1 to 65535)");
  }
}

TEST(EndpointTest, AnAddressOfIPv6NeedsItsBrackets) {
  for (const char* text : {"::1:2223", ":2223", "[]:2223", "2001:db8::1:2223"}) {
    EXPECT_NE(failure(text).find("is not of the form [address:]port"), std::string::npos) << text;
  }
}

TEST(EndpointTest, BracketsHoldAnAddressNotAName) {
  EXPECT_NE(failure("[localhost]:2223").find("cannot resolve 'localhost'"), std::string::npos);
}

TEST(EndpointTest, AddressesCompareByAllThatCounts) {
  EXPECT_TRUE(loopback(1) == loopback(1));
  EXPECT_FALSE(loopback(1) == loopback(2));
  EXPECT_FALSE(loopback(1) == loopback_v6(1));
  EXPECT_TRUE(loopback_v6(1) == loopback_v6(1));
  SocketAddress scoped = loopback_v6(1);
  scoped.v6.sin6_scope_id = 3;
  EXPECT_FALSE(scoped == loopback_v6(1));
  SocketAddress other = loopback(1);
  other.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
  EXPECT_FALSE(other == loopback(1));
}

TEST(EndpointTest, WildcardsAreKnown) {
  EXPECT_FALSE(is_wildcard(loopback(1)));
  EXPECT_FALSE(is_wildcard(loopback_v6(1)));
  SocketAddress all = empty_address();
  all.generic.sa_family = AF_INET;
  EXPECT_TRUE(is_wildcard(all));
  all.generic.sa_family = AF_INET6;
  EXPECT_TRUE(is_wildcard(all));
}

}  // namespace
}  // namespace rtpengine::ng
