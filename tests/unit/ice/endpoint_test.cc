// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses: comparison, text, and which of them are of use.

#include "plugins/ice/endpoint.h"

#include <gtest/gtest.h>

namespace rtpengine::ice {
namespace {

Endpoint endpoint(std::string_view address, std::uint16_t port = 5000) {
  Endpoint parsed = {};
  EXPECT_TRUE(parse_endpoint(address, port, &parsed)) << address;
  return parsed;
}

TEST(IceEndpointTest, TextOfBothFamilies) {
  EXPECT_EQ(to_string(endpoint("192.0.2.1")), "192.0.2.1:5000");
  EXPECT_EQ(to_string(endpoint("2001:DB8:0::1")), "[2001:db8::1]:5000");
  EXPECT_EQ(address_text(endpoint("2001:db8::1")), "2001:db8::1");
  EXPECT_EQ(address_text(Endpoint{}), "");
}

TEST(IceEndpointTest, WhatIsNotAnAddressLeavesTheOutputAlone) {
  Endpoint out = endpoint("192.0.2.1");
  const char zero[] = "1.2.3.4\0";
  for (const std::string_view text :
       {std::string_view(), std::string_view("1.2.3"), std::string_view("host.local"),
        std::string_view("[::1]"), std::string_view("fe80::1%eth0"), std::string_view(zero, 8),
        std::string_view("1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:1:2:3:4:5:6:7:8:9")}) {
    EXPECT_FALSE(parse_endpoint(text, 1, &out)) << text;
  }
  EXPECT_TRUE(same(out, endpoint("192.0.2.1")));
}

TEST(IceEndpointTest, SameMeansFamilyAddressAndPort) {
  EXPECT_TRUE(same(endpoint("::1"), endpoint("::1")));
  EXPECT_FALSE(same(endpoint("::1"), endpoint("::1", 5001)));
  EXPECT_FALSE(same(endpoint("::1"), endpoint("::2")));
  EXPECT_FALSE(same(endpoint("0.0.0.1"), endpoint("::1")));
  EXPECT_TRUE(same(Endpoint{}, Endpoint{}));
}

TEST(IceEndpointTest, UsableIsUnicastWithAPort) {
  EXPECT_TRUE(is_usable(endpoint("192.0.2.1")));
  EXPECT_TRUE(is_usable(endpoint("127.0.0.1")));
  EXPECT_TRUE(is_usable(endpoint("fe80::1")));
  EXPECT_FALSE(is_usable(endpoint("192.0.2.1", 0)));
  EXPECT_FALSE(is_usable(endpoint("0.0.0.0")));
  EXPECT_FALSE(is_usable(endpoint("224.0.0.1")));
  EXPECT_FALSE(is_usable(endpoint("255.255.255.255")));
  EXPECT_FALSE(is_usable(endpoint("::")));
  EXPECT_FALSE(is_usable(endpoint("ff02::1")));
  EXPECT_FALSE(is_usable(Endpoint{}));
}

TEST(IceEndpointTest, LinkLocal) {
  EXPECT_TRUE(is_link_local_v6(endpoint("fe80::1")));
  EXPECT_TRUE(is_link_local_v6(endpoint("febf::1")));
  EXPECT_FALSE(is_link_local_v6(endpoint("fec0::1")));
  EXPECT_FALSE(is_link_local_v6(endpoint("169.254.0.1")));
}

}  // namespace
}  // namespace rtpengine::ice
