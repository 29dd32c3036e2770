// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/destinations.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/net/test_net.h"

namespace rtpengine::call {
namespace {

using net::test::ip;

class DestinationsTest : public testing::Test {
 protected:
  DestinationsTest() {
    net::InterfaceSpec spec;
    spec.address = spec.advertised = ip("192.0.2.10");
    EXPECT_TRUE(interfaces_.configure(std::vector{spec}, {20000, 20099}));
    destinations_.configure(settings_);
  }
  bool allows(std::string_view address, int port = 4000) const {
    return destinations_.allows({ip(address), std::uint16_t(port)});
  }
  net::Interfaces interfaces_;
  Settings settings_;
  Destinations destinations_{interfaces_};
};

TEST_F(DestinationsTest, AllowOrdinaryAddresses) {
  EXPECT_TRUE(allows("198.51.100.1"));
  EXPECT_TRUE(allows("10.0.0.1"));
  EXPECT_TRUE(allows("2001:db8::1"));
  EXPECT_TRUE(allows("192.0.2.10")) << "another call of our own";
}

TEST_F(DestinationsTest, ForbidAddressesThatNoPhoneHas) {
  for (const char* address : {"127.0.0.1", "::1", "0.0.0.0", "224.0.0.1", "255.255.255.255"}) {
    EXPECT_FALSE(allows(address)) << address;
  }
  EXPECT_FALSE(allows("198.51.100.1", 0));
  EXPECT_FALSE(destinations_.allows({}));
}

TEST_F(DestinationsTest, AllowWhatTheOperatorAllows) {
  settings_.allow_media_to = {ip("224.0.0.5"), ip("127.0.0.1")};
  destinations_.configure(settings_);
  EXPECT_TRUE(allows("224.0.0.5"));
  EXPECT_TRUE(allows("127.0.0.1"));
  EXPECT_FALSE(allows("224.0.0.6"));
}

TEST_F(DestinationsTest, ForbidOurControlSockets) {
  settings_.control_endpoints = {{ip("192.0.2.10"), 2223}};
  destinations_.configure(settings_);
  EXPECT_FALSE(allows("192.0.2.10", 2223));
  EXPECT_TRUE(allows("192.0.2.10", 2224));
  EXPECT_TRUE(allows("192.0.2.11", 2223));
}

TEST_F(DestinationsTest, AllowLoopbackWhereItIsAnInterface) {
  EXPECT_FALSE(allows("127.0.0.1"));
  net::InterfaceSpec spec;
  spec.name = "lo";
  spec.address = spec.advertised = ip("127.0.0.1");
  ASSERT_TRUE(interfaces_.configure(std::vector{spec}, {20000, 20099}));
  EXPECT_FALSE(allows("127.0.0.1")) << "not before the rules are taken anew";
  destinations_.configure(settings_);
  EXPECT_TRUE(allows("127.0.0.1"));
}

}  // namespace
}  // namespace rtpengine::call
