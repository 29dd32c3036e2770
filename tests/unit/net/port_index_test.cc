// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/port_index.h"

#include <gtest/gtest.h>

#include "test_net.h"

namespace rtpengine::net {
namespace {

SocketAddress at(const char* address, std::uint16_t port) {
  return SocketAddress(Endpoint{test::ip(address), port});
}

TEST(PortIndex, FindsByAddressAndPort) {
  PortIndex index;
  EXPECT_EQ(index.find(at("10.0.0.1", 30000)), std::nullopt);
  index.add(at("10.0.0.1", 30000), 1);
  index.add(at("10.0.0.2", 30000), 2);
  index.add(at("fd00::1", 30000), 3);
  index.add(at("10.0.0.1", 30001), 4);
  EXPECT_EQ(index.find(at("10.0.0.1", 30000)), 1u);
  EXPECT_EQ(index.find(at("10.0.0.2", 30000)), 2u);
  EXPECT_EQ(index.find(at("fd00::1", 30000)), 3u);
  EXPECT_EQ(index.find(at("10.0.0.1", 30001)), 4u);
  EXPECT_EQ(index.find(at("10.0.0.3", 30000)), std::nullopt);
  EXPECT_EQ(index.find(at("10.0.0.1", 30002)), std::nullopt);
  EXPECT_EQ(index.find(SocketAddress()), std::nullopt);
}

TEST(PortIndex, RemovesOneOfThoseThatShareAPort) {
  PortIndex index;
  const char* addresses[] = {"10.0.0.1", "10.0.0.2", "10.0.0.3"};
  for (const char* removed : addresses) {
    for (std::uint32_t i = 0; i < 3; ++i) index.add(at(addresses[i], 65535), i);
    index.remove(at(removed, 65535));
    for (const char* address : addresses)
      EXPECT_EQ(index.find(at(address, 65535)).has_value(), address != removed) << address;
    for (const char* address : addresses) index.remove(at(address, 65535));
    for (const char* address : addresses)
      EXPECT_EQ(index.find(at(address, 65535)), std::nullopt) << address;
  }
  index.remove(at("10.0.0.1", 1));  // was never there
}

TEST(PortIndex, HoldsEveryPort) {
  PortIndex index;
  for (std::uint32_t port = 1; port < 65536; ++port)
    index.add(at("10.0.0.1", std::uint16_t(port)), port);
  for (std::uint32_t port = 1; port < 65536; ++port)
    ASSERT_EQ(index.find(at("10.0.0.1", std::uint16_t(port))), port);
}

}  // namespace
}  // namespace rtpengine::net
