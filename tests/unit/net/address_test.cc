// SPDX-License-Identifier: GPL-3.0-or-later
//
// Text forms and classes of addresses, endpoints, socket addresses.
#include "net/address.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace rtpengine::net {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value_or(IpAddress{}); }

TEST(IpAddress, PrintsIpv6AsRfc5952Demands) {
  const std::pair<const char*, const char*> cases[] = {
      {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
      {"2001:0DB8::0001", "2001:db8::1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // 4.2.2: no "::" for a single group
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // 4.2.3: the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // 4.2.3: the first of equal ones
      {"0:0:0:0:0:0:0:0", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"fe80:0:0:0:aAaA:0:0:1", "fe80::aaaa:0:0:1"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"0:0:3:4:5:6:7:8", "::3:4:5:6:7:8"},
      {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
      {"::192.0.2.1", "::c000:201"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
  };
  for (const auto& [in, out] : cases) EXPECT_EQ(ip(in).to_string(), out) << in;
}

TEST(IpAddress, PrintsIpv4AsDottedQuad) {
  EXPECT_EQ(ip("192.0.2.1").to_string(), "192.0.2.1");
  EXPECT_EQ(ip("0.0.0.0").to_string(), "0.0.0.0");
  EXPECT_EQ(ip("255.255.255.255").to_string(), "255.255.255.255");
  EXPECT_EQ(IpAddress{}.to_string(), "");
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  using namespace std::string_literals;
  for (const std::string& text :
       {""s, "1.2.3"s, "1.2.3.4.5"s, "1.2.3.256"s, "01.2.3.4"s, "1.2.3.4 "s, " 1.2.3.4"s, ":"s,
        "1::2::3"s, "[::1]"s, "fe80::1%eth0"s, "12345::"s, "1:2:3:4:5:6:7:8:9"s, "host"s,
        "1.2.3.4\0"s, "::1\0x"s, std::string(100, '1'), std::string(100, ':')})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(IpAddress, ParsesOnlyTheFamilyThatIsAskedFor) {
  EXPECT_TRUE(IpAddress::parse("1.2.3.4", Family::ipv4));
  EXPECT_FALSE(IpAddress::parse("1.2.3.4", Family::ipv6));
  EXPECT_TRUE(IpAddress::parse("::1", Family::ipv6));
  EXPECT_FALSE(IpAddress::parse("::1", Family::ipv4));
  EXPECT_FALSE(IpAddress::parse("1.2.3.4", Family::none));
}

TEST(IpAddress, KnowsItsClasses) {
  EXPECT_TRUE(ip("0.0.0.0").is_unspecified());
  EXPECT_TRUE(ip("::").is_unspecified());
  EXPECT_FALSE(IpAddress{}.is_unspecified());
  EXPECT_FALSE(ip("0.0.0.1").is_unspecified());
  EXPECT_TRUE(ip("127.255.0.1").is_loopback());
  EXPECT_TRUE(ip("::1").is_loopback());
  EXPECT_FALSE(ip("::2").is_loopback());
  EXPECT_FALSE(ip("1::1").is_loopback());
  EXPECT_FALSE(ip("128.0.0.1").is_loopback());
  EXPECT_TRUE(ip("224.0.0.1").is_multicast());
  EXPECT_TRUE(ip("239.255.255.255").is_multicast());
  EXPECT_FALSE(ip("240.0.0.1").is_multicast());
  EXPECT_TRUE(ip("ff02::1").is_multicast());
  EXPECT_TRUE(ip("255.255.255.255").is_broadcast());
  EXPECT_FALSE(ip("255.255.255.254").is_broadcast());
  EXPECT_TRUE(ip("169.254.1.1").is_link_local());
  EXPECT_TRUE(ip("fe80::1").is_link_local());
  EXPECT_TRUE(ip("febf::1").is_link_local());
  EXPECT_FALSE(ip("fec0::1").is_link_local());
  EXPECT_TRUE(ip("::ffff:1.2.3.4").is_mapped());
  EXPECT_FALSE(ip("::1.2.3.4").is_mapped());
}

TEST(IpAddress, KnowsPrivateRanges) {
  for (const char* text : {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1",
                           "100.127.255.255", "fc00::1", "fdff::1"})
    EXPECT_TRUE(ip(text).is_private()) << text;
  for (const char* text : {"11.0.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.63.0.1",
                           "100.128.0.1", "fe00::1", "2001:db8::1", "169.254.0.1"})
    EXPECT_FALSE(ip(text).is_private()) << text;
  EXPECT_FALSE(IpAddress{}.is_private());
}

TEST(IpAddress, EqualAddressesHashEqually) {
  const std::unordered_set<IpAddress> set{ip("10.0.0.1"), ip("10.0.0.1"), ip("::1"), ip("a00:1::")};
  EXPECT_EQ(set.size(), 3u);
  EXPECT_TRUE(set.count(ip("0:0::1")));
}

TEST(Family, HasNamesForSdpAndForPeople) {
  EXPECT_EQ(sdp_name(Family::ipv4), "IP4");
  EXPECT_EQ(sdp_name(Family::ipv6), "IP6");
  EXPECT_EQ(sdp_name(Family::none), "");
  EXPECT_EQ(display_name(Family::ipv4), "IPv4");
  EXPECT_EQ(display_name(Family::ipv6), "IPv6");
  EXPECT_EQ(display_name(Family::none), "");
}

TEST(Endpoint, PrintsIpv6InBrackets) {
  EXPECT_EQ((Endpoint{ip("1.2.3.4"), 5}).to_string(), "1.2.3.4:5");
  EXPECT_EQ((Endpoint{ip("::1"), 65535}).to_string(), "[::1]:65535");
}

TEST(Endpoint, IsTrueOnlyIfComplete) {
  EXPECT_TRUE((Endpoint{ip("1.2.3.4"), 5}));
  EXPECT_FALSE((Endpoint{ip("1.2.3.4"), 0}));
  EXPECT_FALSE((Endpoint{{}, 5}));
}

TEST(SocketAddress, KeepsAnEndpoint) {
  for (const Endpoint& endpoint : {Endpoint{ip("192.0.2.7"), 4711}, Endpoint{ip("2001:db8::7"), 1}})
    EXPECT_EQ(SocketAddress(endpoint).endpoint(), endpoint);
  EXPECT_EQ(SocketAddress(Endpoint{ip("1.2.3.4"), 5}).size, sizeof(sockaddr_in));
  EXPECT_EQ(SocketAddress(Endpoint{ip("::1"), 5}).size, sizeof(sockaddr_in6));
  EXPECT_EQ(SocketAddress(Endpoint{}).size, 0u);
  EXPECT_EQ(SocketAddress().endpoint(), Endpoint{});
}

TEST(SocketAddress, ComparesFamilyAddressAndPort) {
  const SocketAddress a(Endpoint{ip("192.0.2.7"), 7});
  EXPECT_TRUE(a.same_as(SocketAddress(Endpoint{ip("192.0.2.7"), 7})));
  EXPECT_FALSE(a.same_as(SocketAddress(Endpoint{ip("192.0.2.7"), 8})));
  EXPECT_FALSE(a.same_as(SocketAddress(Endpoint{ip("192.0.2.8"), 7})));
  EXPECT_FALSE(a.same_as(SocketAddress(Endpoint{ip("::1"), 7})));
  EXPECT_FALSE(a.same_as(SocketAddress()));
  EXPECT_TRUE(SocketAddress().same_as(SocketAddress()));
  SocketAddress six(Endpoint{ip("2001:db8::7"), 7});
  SocketAddress scoped = six;
  scoped.ipv6.sin6_flowinfo = 99;
  EXPECT_TRUE(six.same_as(scoped));
  EXPECT_FALSE(six.same_as(SocketAddress(Endpoint{ip("2001:db8::8"), 7})));
}

TEST(ParseEndpoint, TakesABarePort) {
  const auto endpoint = parse_endpoint("2223");
  ASSERT_TRUE(endpoint);
  EXPECT_FALSE(endpoint->address);
  EXPECT_EQ(endpoint->port, 2223);
}

TEST(ParseEndpoint, TakesAddressAndPort) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:2223"), (Endpoint{ip("127.0.0.1"), 2223}));
  EXPECT_EQ(parse_endpoint("[2001:db8::1]:65535"), (Endpoint{ip("2001:db8::1"), 65535}));
  EXPECT_EQ(parse_endpoint("[::]:1"), (Endpoint{ip("::"), 1}));
}

TEST(ParseEndpoint, ResolvesNamesPreferringIpv4) {
  EXPECT_EQ(parse_endpoint("localhost:22"), (Endpoint{ip("127.0.0.1"), 22}));
}

TEST(ParseEndpoint, RefusesTheRest) {
  for (const char* text : {"",           ":",
                           ":22",        "0",
                           "65536",      "-1",
                           "+1",         " 22",
                           "22 ",        "1.2.3.4",
                           "1.2.3.4:",   "1.2.3.4:0",
                           "::1:22",     "[::1]",
                           "[::1]22",    "[1.2.3.4]:22",
                           "[]:22",      "[::1:22",
                           "::1]:22",    "[::1]:x",
                           "[[::1]]:22", "no-such-host.invalid:22"})
    EXPECT_FALSE(parse_endpoint(text)) << text;
}

}  // namespace
}  // namespace rtpengine::net
