// SPDX-License-Identifier: GPL-3.0-or-later
//
// Values of single lines.
#include "sdp/fields.h"

#include <gtest/gtest.h>

#include <string>

namespace rtpengine::sdp {
namespace {

std::string connection_error(std::string_view value) {
  const auto connection = parse_connection(value);
  return connection ? "taken" : connection.error();
}

TEST(ConnectionTest, ReadsNumericAddresses) {
  const auto ipv4 = parse_connection("IN IP4 192.0.2.7");
  ASSERT_TRUE(ipv4);
  EXPECT_EQ(ipv4->family, net::Family::ipv4);
  EXPECT_EQ(ipv4->address_text, "192.0.2.7");
  EXPECT_EQ(ipv4->address, net::IpAddress::parse("192.0.2.7"));
  const auto ipv6 = parse_connection("IN IP6 2001:db8::1");
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(ipv6->family, net::Family::ipv6);
  EXPECT_EQ(ipv6->address, net::IpAddress::parse("2001:db8::1"));
}

TEST(ConnectionTest, LeavesAHostNameUnresolved) {
  const auto connection = parse_connection("IN IP4 media-1.example.com");
  ASSERT_TRUE(connection);
  EXPECT_EQ(connection->address_text, "media-1.example.com");
  EXPECT_FALSE(connection->address);
}

TEST(ConnectionTest, LeavesOutTimeToLiveCountAndScope) {
  EXPECT_EQ(parse_connection("IN IP4 233.252.0.1/127")->address_text, "233.252.0.1");
  EXPECT_EQ(parse_connection("IN IP4 233.252.0.1/127/3")->address,
            net::IpAddress::parse("233.252.0.1"));
  EXPECT_EQ(parse_connection("IN IP6 ff15::101/3")->address, net::IpAddress::parse("ff15::101"));
  EXPECT_EQ(parse_connection("IN IP6 fe80::1%eth0")->address, net::IpAddress::parse("fe80::1"));
}

TEST(ConnectionTest, ToleratesCaseAndBlanks) {
  EXPECT_EQ(parse_connection(" in  ip4\t192.0.2.7  ")->address, net::IpAddress::parse("192.0.2.7"));
}

TEST(ConnectionTest, SaysWhatIsWrong) {
  EXPECT_EQ(connection_error(""), "has too few words");
  EXPECT_EQ(connection_error("IN IP4 "), "has too few words");
  EXPECT_EQ(connection_error("ATM NSAP 47.0091"), "names a network other than IN");
  EXPECT_EQ(connection_error("IN IP5 192.0.2.7"), "names an address type other than IP4 and IP6");
  EXPECT_EQ(connection_error("IN IP4 192.0.2.7/"),
            "has something else than a number behind the slash");
  EXPECT_EQ(connection_error("IN IP4 192.0.2.7/127/x"),
            "has something else than a number behind the slash");
  for (const char* address : {"192.0.2.256", "1.2.3.4.5", "::1", "<x>", "/3", "..."}) {
    EXPECT_EQ(connection_error("IN IP4 " + std::string(address)),
              "has neither an IP4 address nor a host name")
        << address;
  }
  EXPECT_EQ(connection_error("IN IP6 192.0.2.7"), "has neither an IP6 address nor a host name");
  EXPECT_EQ(connection_error("IN IP4 " + std::string(256, 'a')),
            "has neither an IP4 address nor a host name");
}

TEST(OriginTest, ReadsItsSixWords) {
  const auto origin = parse_origin("jdoe 3724394400 3724394405 IN IP4 198.51.100.1");
  ASSERT_TRUE(origin);
  EXPECT_EQ(origin->username, "jdoe");
  EXPECT_EQ(origin->session_id, "3724394400");
  EXPECT_EQ(origin->session_version, "3724394405");
  EXPECT_EQ(origin->net_type, "IN");
  EXPECT_EQ(origin->address_type, "IP4");
  EXPECT_EQ(origin->address, "198.51.100.1");
}

TEST(OriginTest, TakesAUserNameWithBlanks) {
  EXPECT_EQ(parse_origin("John Q Doe 1 2 IN IP4 198.51.100.1 ")->username, "John Q Doe");
}

TEST(OriginTest, IsNoneWithFewerWords) {
  EXPECT_FALSE(parse_origin("1 2 IN IP4 198.51.100.1"));
  EXPECT_FALSE(parse_origin(""));
}

TEST(RtcpTest, ReadsShortAndLongForm) {
  EXPECT_EQ(parse_rtcp("53020")->port, 53020);
  EXPECT_FALSE(parse_rtcp("53020")->address);
  const auto full = parse_rtcp("53020 IN IP6 2001:db8::2");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->address, net::IpAddress::parse("2001:db8::2"));
  const auto named = parse_rtcp("1 IN IP4 host.example.com");
  ASSERT_TRUE(named);
  EXPECT_FALSE(named->address);
}

TEST(RtcpTest, IsNoneIfMalformed) {
  for (const char* value : {"", "x", "65536", "1 IN", "1 IN IP4", "1 IN IP7 x", "1 AT IP4 1.1.1.1",
                            "1 IN IP4 300.1.1.1"})
    EXPECT_FALSE(parse_rtcp(value)) << value;
}

TEST(RtpMapTest, ReadsEncodingRateAndChannels) {
  const auto opus = parse_rtpmap("111 opus/48000/2");
  ASSERT_TRUE(opus);
  EXPECT_EQ(opus->payload_type, 111);
  EXPECT_EQ(opus->encoding, "opus");
  EXPECT_EQ(opus->clock_rate, 48000u);
  EXPECT_EQ(opus->channels, 2u);
  EXPECT_EQ(parse_rtpmap("0  PCMU/8000 ")->channels, 1u);
  EXPECT_EQ(parse_rtpmap("0 x/8000/none")->channels, 1u);
}

TEST(RtpMapTest, IsNoneIfMalformed) {
  for (const char* value : {"", "0", "0 PCMU", "0 PCMU/", "0 PCMU/0", "0 /8000", "128 x/8000",
                            "x y/8000", "0 PCMU/8k", "0 PCMU/99999999999"})
    EXPECT_FALSE(parse_rtpmap(value)) << value;
}

}  // namespace
}  // namespace rtpengine::sdp
