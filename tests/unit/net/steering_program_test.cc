// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the program does is in steering_test.cc.
#include "net/steering_program.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <set>

#include "test_net.h"

namespace rtpengine::net {
namespace {

TEST(SteeringProgram, KeysAreWhatTheKernelGivesToThePrograms) {
  const SteeredPort ipv4({test::ip("10.1.2.3"), 30000});
  EXPECT_EQ(ipv4.address[0], htonl(0x0a010203));
  EXPECT_EQ(ipv4.address[1] | ipv4.address[2] | ipv4.address[3], 0u);
  EXPECT_EQ(ipv4.port, AF_INET << 16 | 30000u);

  const SteeredPort ipv6({test::ip("fd00:1::a:b"), 65535});
  EXPECT_EQ(ipv6.address[0], htonl(0xfd000001));
  EXPECT_EQ(ipv6.address[1], 0u);
  EXPECT_EQ(ipv6.address[2], 0u);
  EXPECT_EQ(ipv6.address[3], htonl(0x000a000b));
  EXPECT_EQ(ipv6.port, AF_INET6 << 16 | 65535u);
}

TEST(SteeringProgram, EachWorkerAndFamilyHasAQueueOfItsOwn) {
  std::set<std::uint32_t> all = {kBinIpv4, kBinIpv6};
  for (unsigned worker = 0; worker < 10; ++worker) {
    EXPECT_TRUE(all.insert(queue_of(worker, Family::ipv4)).second);
    EXPECT_TRUE(all.insert(queue_of(worker, Family::ipv6)).second);
  }
  EXPECT_EQ(*all.rbegin(), all.size() - 1) << "without gaps";
}

TEST(SteeringProgram, ALimitIsPartOfTheProgramOnlyIfThereIsOne) {
  const SteeringMaps maps{1, 2, 3};
  EXPECT_LT(steering_program(maps, {.packets = 0}).size(),
            steering_program(maps, {.packets = 1}).size());
}

}  // namespace
}  // namespace rtpengine::net
