// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/system_addresses.h"

#include <gtest/gtest.h>

namespace rtpengine::net {
namespace {

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

const std::vector<SystemAddress> kSystem = {
    {"eth0", true, ip("192.0.2.1")},
    {"eth0", true, ip("2001:db8::1")},
    {"eth0", true, ip("fe80::1")},
    {"eth0:1", true, ip("192.0.2.2")},
    {"eth01", true, ip("192.0.2.3")},
    {"down0", false, ip("192.0.2.4")},
    {"bare0", true, {}},
    {"bare0", true, ip("fe80::2")},
};

TEST(UsableAddressesTest, HasThoseOfTheInterfaceAndItsAliases) {
  const auto addresses = usable_addresses("eth0", kSystem);
  ASSERT_TRUE(addresses);
  const std::vector<IpAddress> wanted = {ip("192.0.2.1"), ip("2001:db8::1"), ip("192.0.2.2")};
  EXPECT_EQ(*addresses, wanted);
}

TEST(UsableAddressesTest, SaysThatThereIsNoSuchInterface) {
  const auto addresses = usable_addresses("eth9", kSystem);
  ASSERT_FALSE(addresses);
  EXPECT_NE(addresses.error().find("'eth9' is neither an IP address nor a network interface"),
            std::string::npos);
}

TEST(UsableAddressesTest, SaysThatAnInterfaceIsDown) {
  const auto addresses = usable_addresses("down0", kSystem);
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error(), "network interface 'down0' is down");
}

TEST(UsableAddressesTest, SaysThatOnlyLinkLocalAddressesAreThere) {
  EXPECT_FALSE(usable_addresses("bare0", kSystem));
}

TEST(SystemAddressesTest, FindsTheLoopbackAddress) {
  bool found = false;
  for (const SystemAddress& entry : system_addresses()) {
    found = found || (entry.up && entry.address == ip("127.0.0.1"));
  }
  EXPECT_TRUE(found);
}

TEST(SystemAddresses, AnAddressIsOfThisMachineOrNot) {
  for (const SystemAddress& entry : system_addresses()) {
    if (!entry.up || !entry.address || entry.address.is_link_local()) continue;
    EXPECT_TRUE(is_system_address(entry.address)) << entry.address.to_string();
  }
  EXPECT_FALSE(is_system_address(*IpAddress::parse("203.0.113.77")));
}

}  // namespace
}  // namespace rtpengine::net
