// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text form of interfaces, and the names of system interfaces in it.
#include <gtest/gtest.h>

#include "net/interfaces.h"
#include "net/system_addresses.h"
#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::ip;

const std::vector<SystemAddress> kMachine = {
    {"lo", true, {}},
    {"eth0", true, {}},
    {"eth1", false, {}},
    {"eth2", true, {}},
    {"lo", true, ip("127.0.0.1")},
    {"eth0", true, ip("192.0.2.1")},
    {"eth0:1", true, ip("192.0.2.2")},
    {"eth0", true, ip("2001:db8::1")},
    {"eth0", true, ip("fe80::1")},
    {"eth00", true, ip("198.51.100.1")},
    {"eth1", false, ip("192.0.2.9")},
    {"eth2", true, ip("fe80::2")},
};

InterfaceSpec one(std::string_view text) {
  auto specs = InterfaceSpec::parse(text, kMachine);
  EXPECT_TRUE(specs) << specs.error();
  if (!specs) return {};
  EXPECT_EQ(specs->size(), 1u);
  return specs->front();
}

std::string error(std::string_view text) {
  const auto specs = InterfaceSpec::parse(text, kMachine);
  return specs ? "none" : specs.error();
}

TEST(InterfaceSpec, AnAddressAloneIsTheDefaultInterface) {
  const auto spec = one("192.0.2.67");
  EXPECT_EQ(spec.name, "default");
  EXPECT_EQ(spec.address, ip("192.0.2.67"));
  EXPECT_EQ(spec.advertised, spec.address);
  EXPECT_FALSE(spec.ports);
}

TEST(InterfaceSpec, TakesNameAndAdvertisedAddress) {
  const auto spec = one(" pub:1/192.0.2.67!203.0.113.4 ");
  EXPECT_EQ(spec.name, "pub:1");
  EXPECT_EQ(spec.address, ip("192.0.2.67"));
  EXPECT_EQ(spec.advertised, ip("203.0.113.4"));
}

TEST(InterfaceSpec, TakesIpv6WithAndWithoutBrackets) {
  EXPECT_EQ(one("2001:db8::5").address, ip("2001:db8::5"));
  const auto spec = one("v6/[2001:db8::5]![2001:db8::6]");
  EXPECT_EQ(spec.address, ip("2001:db8::5"));
  EXPECT_EQ(spec.advertised, ip("2001:db8::6"));
}

TEST(InterfaceSpec, ASystemInterfaceStandsForItsGlobalAddresses) {
  const auto specs = InterfaceSpec::parse("pub/eth0", kMachine);
  ASSERT_TRUE(specs) << specs.error();
  ASSERT_EQ(specs->size(), 3u);
  EXPECT_EQ((*specs)[0].address, ip("192.0.2.1"));
  EXPECT_EQ((*specs)[1].address, ip("192.0.2.2"));
  EXPECT_EQ((*specs)[2].address, ip("2001:db8::1"));
  EXPECT_EQ((*specs)[2].name, "pub");
}

TEST(InterfaceSpec, AnAdvertisedAddressHoldsForItsFamilyOfASystemInterface) {
  const auto specs = InterfaceSpec::parse("eth0!2001:db8::99", kMachine);
  ASSERT_TRUE(specs) << specs.error();
  EXPECT_EQ((*specs)[0].advertised, ip("192.0.2.1"));
  EXPECT_EQ((*specs)[2].advertised, ip("2001:db8::99"));
}

TEST(InterfaceSpec, SaysWhyItIsInvalid) {
  const auto prefix = [](std::string_view text) {
    return "Invalid interface specification: '" + std::string(text) + "': ";
  };
  const std::string wildcard =
      " stands for all addresses of the machine; media needs a particular one";
  const std::pair<const char*, std::string> cases[] = {
      {"", "there is no address"},
      {"pub/", "there is no address"},
      {"/192.0.2.1", "the name is empty"},
      {"0.0.0.0", "0.0.0.0" + wildcard},
      {"pub/::", "::" + wildcard},
      {"pub/any", "'any'" + wildcard},
      {"*", "'*'" + wildcard},
      {"224.0.0.1", "224.0.0.1 is not the address of one host"},
      {"fe80::1", "fe80::1 is link-local, which SDP can't express"},
      {"::ffff:1.2.3.4", "::ffff:1.2.3.4 is an IPv4 address in IPv6 form; give it as IPv4"},
      {"eth9", "'eth9' is neither an IP address nor a network interface of this machine"},
      {"eth1", "network interface 'eth1' is down"},
      {"eth2", "network interface 'eth2' has no address other than link-local IPv6 ones"},
      {"192.0.2.1!", "the advertised address '' is not an IP address"},
      {"192.0.2.1!host", "the advertised address 'host' is not an IP address"},
      {"192.0.2.1!0.0.0.0", "the advertised address 0.0.0.0" + wildcard},
      {"192.0.2.1!::2", "the advertised address ::2 is not of the family of the local one"},
      {"a b/192.0.2.1", "a name has no spaces, '!' or '/'"},
      {":1/192.0.2.1", "a name of the form BASE:SUFFIX needs both parts"},
      {"a:/192.0.2.1", "a name of the form BASE:SUFFIX needs both parts"},
      {"round-robin-calls/192.0.2.1", "this name is a reserved direction"},
  };
  for (const auto& [text, reason] : cases) EXPECT_EQ(error(text), prefix(text) + reason);
}

TEST(SystemAddresses, KnowsTheLoopbackInterface) {
  if (!test::PeerSocket({ip("127.0.0.1"), 0})) GTEST_SKIP() << "there is no 127.0.0.1";
  const auto addresses = usable_addresses("lo", system_addresses());
  ASSERT_TRUE(addresses) << addresses.error();
  EXPECT_EQ(addresses->front(), ip("127.0.0.1"));
}

}  // namespace
}  // namespace rtpengine::net
