// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where media may be sent to.
#include "net/udp_checks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "net/system_addresses.h"

namespace rtpengine::net {
namespace {

IpAddress ip(std::string_view text) { return IpAddress::parse(text).value(); }

TEST(MediaTarget, OrdinaryAddressesAreFine) {
  for (const char* text : {"192.0.2.1", "10.0.0.1", "100.64.0.1", "2001:db8::1", "fd00::1"})
    EXPECT_TRUE(may_send_media_to(ip(text), {})) << text;
}

TEST(MediaTarget, AddressesOfNoOneHostAreRefused) {
  for (const char* text : {"0.0.0.0", "0.1.2.3", "::", "127.0.0.1", "127.1.2.3", "::1", "224.0.0.1",
                           "239.1.2.3", "ff02::1", "255.255.255.255", "::ffff:192.0.2.1"})
    EXPECT_FALSE(may_send_media_to(ip(text), {})) << text;
  EXPECT_FALSE(may_send_media_to(IpAddress{}, {}));
}

TEST(MediaTarget, ALoopbackAddressOfOursAllowsItsFamilysLoopback) {
  const std::vector<IpAddress> allowed{ip("127.0.0.1")};
  EXPECT_TRUE(may_send_media_to(ip("127.0.0.1"), allowed));
  EXPECT_TRUE(may_send_media_to(ip("127.0.0.2"), allowed));
  EXPECT_FALSE(may_send_media_to(ip("::1"), allowed));
}

TEST(MediaTarget, AnAllowedMulticastAddressAllowsItselfOnly) {
  const std::vector<IpAddress> allowed{ip("224.1.1.1"), ip("255.255.255.255")};
  EXPECT_TRUE(may_send_media_to(ip("224.1.1.1"), allowed));
  EXPECT_TRUE(may_send_media_to(ip("255.255.255.255"), allowed));
  EXPECT_FALSE(may_send_media_to(ip("224.1.1.2"), allowed));
}

TEST(MediaTarget, NothingAllowsUnspecifiedAndMappedAddresses) {
  const std::vector<IpAddress> allowed{ip("0.0.0.0"), ip("::"), ip("::ffff:127.0.0.1")};
  for (const IpAddress& address : allowed) EXPECT_FALSE(may_send_media_to(address, allowed));
}

TEST(MediaTarget, PortZeroIsRefused) {
  EXPECT_EQ(check_media_target({ip("192.0.2.1"), 0}, {}, {}, {}), TargetProblem::no_address);
}

TEST(MediaTarget, ControlSocketsAreRefusedWhateverIsAllowed) {
  const std::vector<Endpoint> control{{ip("127.0.0.1"), 2223}};
  const std::vector<IpAddress> allowed{ip("127.0.0.1")};
  EXPECT_EQ(check_media_target({ip("127.0.0.1"), 2223}, allowed, control, {}),
            TargetProblem::control_socket);
  EXPECT_EQ(check_media_target({ip("127.0.0.1"), 2224}, allowed, control, {}), TargetProblem::none);
  EXPECT_EQ(check_media_target({ip("127.0.0.2"), 2223}, allowed, control, {}), TargetProblem::none);
}

TEST(MediaTarget, AWildcardControlSocketCoversOurAddressesAndLoopback) {
  const std::vector<IpAddress> local{ip("192.0.2.1")};
  const std::vector<IpAddress> allowed{ip("127.0.0.1")};
  for (const IpAddress& any : {IpAddress{}, ip("0.0.0.0"), ip("::")}) {
    const std::vector<Endpoint> control{{any, 2223}};
    EXPECT_EQ(check_media_target({ip("192.0.2.1"), 2223}, allowed, control, local),
              TargetProblem::control_socket);
    EXPECT_EQ(check_media_target({ip("127.0.0.9"), 2223}, allowed, control, local),
              TargetProblem::control_socket);
    EXPECT_EQ(check_media_target({ip("203.0.113.77"), 2223}, allowed, control, local),
              TargetProblem::none);
  }
}

TEST(MediaTarget, EveryProblemHasAText) {
  for (unsigned i = 1; i <= static_cast<unsigned>(TargetProblem::control_socket); ++i)
    EXPECT_NE(describe(static_cast<TargetProblem>(i)), "");
  EXPECT_EQ(describe(TargetProblem::none), "");
}

TEST(MediaTarget, AWildcardControlSocketIsOnEveryAddressOfTheMachine) {
  const std::vector<SystemAddress> system = system_addresses();
  const auto found = std::find_if(system.begin(), system.end(), [](const SystemAddress& entry) {
    return entry.up && entry.address && !entry.address.is_loopback() &&
           !entry.address.is_link_local();
  });
  if (found == system.end()) GTEST_SKIP() << "this machine has loopback addresses only";
  const std::vector<Endpoint> control{{ip("0.0.0.0"), 2223}};
  EXPECT_EQ(check_media_target({found->address, 2223}, {}, control, {}),
            TargetProblem::control_socket);
  EXPECT_EQ(check_media_target({found->address, 2224}, {}, control, {}), TargetProblem::none);
}

}  // namespace
}  // namespace rtpengine::net
