// SPDX-License-Identifier: GPL-3.0-or-later
//
// Order and bookkeeping of a pool's ports, without sockets.
#include "net/port_units.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace rtpengine::net {
namespace {

constexpr base::Time kStart = 1000 * base::kSecond;
constexpr base::Time kLater = kStart + 2 * PortUnits::kRest;

std::vector<std::uint16_t> take_all_pairs(PortUnits& units) {
  std::vector<std::uint16_t> ports;
  while (const auto port = units.take_pair()) ports.push_back(*port);
  return ports;
}

void give_back_pair(PortUnits& units, std::uint16_t even, base::Time now) {
  units.give_back(even, now);
  units.give_back(static_cast<std::uint16_t>(even + 1), now);
}

TEST(PortUnits, HandsOutEachPairOnceWithAnEvenFirstPort) {
  PortUnits units({1000, 1019});
  const auto ports = take_all_pairs(units);
  EXPECT_EQ(ports.size(), 10u);
  EXPECT_EQ(std::set(ports.begin(), ports.end()).size(), 10u);
  for (const auto port : ports) {
    EXPECT_EQ(port % 2, 0);
    EXPECT_GE(port, 1000);
    EXPECT_LE(port, 1018);
  }
  EXPECT_EQ(units.free_ports(), 0u);
  EXPECT_EQ(units.used_ports(), 20u);
}

TEST(PortUnits, OrderDiffersFromPoolToPool) {
  PortUnits a({1000, 2999});
  PortUnits b({1000, 2999});
  const auto first = take_all_pairs(a);
  EXPECT_NE(first, take_all_pairs(b));
  EXPECT_FALSE(std::is_sorted(first.begin(), first.end()));
}

TEST(PortUnits, LonelyPortsAtTheEdgesServeAsSinglesOnly) {
  PortUnits units({1001, 1004});  // 1001, 1002+1003, 1004
  EXPECT_EQ(units.free_ports(), 4u);
  EXPECT_EQ(units.free_pairs(), 1u);
  EXPECT_EQ(units.take_pair(), 1002);
  EXPECT_EQ(units.take_pair(), std::nullopt);
  const std::set<int> singles{*units.take_single(kStart), *units.take_single(kStart)};
  EXPECT_EQ(singles, (std::set<int>{1001, 1004}));
  EXPECT_EQ(units.take_single(kStart), std::nullopt);
}

TEST(PortUnits, ReusesWhatWasFreedLongestAgoFirst) {
  PortUnits units({1000, 1009});
  auto ports = take_all_pairs(units);
  std::reverse(ports.begin(), ports.end());
  for (const auto port : ports) give_back_pair(units, port, kStart);
  EXPECT_EQ(take_all_pairs(units), ports);
}

TEST(PortUnits, BothHalvesOfOnePairServeTwoSingles) {
  PortUnits units({1000, 1999});
  const auto first = units.take_single(kStart);
  const auto second = units.take_single(kStart);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first / 2, *second / 2);
  EXPECT_NE(*first, *second);
  EXPECT_EQ(units.free_pairs(), 499u);
}

TEST(PortUnits, APairIsWholeAgainWhenBothHalvesAreBack) {
  PortUnits units({1000, 1001});
  const auto first = units.take_single(kStart);
  EXPECT_EQ(units.take_pair(), std::nullopt);
  const auto second = units.take_single(kStart);
  units.give_back(*first, kStart);
  EXPECT_EQ(units.take_pair(), std::nullopt);
  units.give_back(*second, kStart);
  EXPECT_EQ(units.take_pair(), 1000);
}

TEST(PortUnits, AFreedHalfRestsWhileThereArePairs) {
  PortUnits units({1000, 1003});
  const auto even = *units.take_pair();
  units.give_back(even, kStart);
  const auto other = units.take_single(kStart + base::kSecond);
  ASSERT_TRUE(other);
  EXPECT_NE(*other, even) << "stale packets of the ended call may still arrive there";
  units.give_back(*other, kStart);
  EXPECT_EQ(units.take_single(kLater), even);
}

TEST(PortUnits, AFreedHalfIsUsedAtOnceIfThereIsNothingElse) {
  PortUnits units({1000, 1001});
  const auto even = *units.take_pair();
  units.give_back(even, kStart);
  EXPECT_EQ(units.take_single(kStart), even);
}

TEST(PortUnits, AdoptsEachPortOnce) {
  PortUnits units({30000, 30003});
  EXPECT_TRUE(units.adopt(30001));
  EXPECT_FALSE(units.adopt(30001));
  EXPECT_EQ(units.free_ports(), 3u);
  EXPECT_EQ(units.free_pairs(), 1u);
  EXPECT_TRUE(units.adopt(40000)) << "outside of the range";
  EXPECT_FALSE(units.adopt(40000));
  EXPECT_EQ(units.used(), (std::vector<std::uint16_t>{30001, 40000}));
  EXPECT_EQ(units.take_pair(), 30002);
  EXPECT_FALSE(units.adopt(30002));
  units.give_back(30001, 0);
  units.give_back(40000, 0);
  EXPECT_EQ(units.used(), (std::vector<std::uint16_t>{30002, 30003}));
  EXPECT_TRUE(units.adopt(40000));
}

TEST(PortUnits, IgnoresPortsThatAreNotInUse) {
  PortUnits units({1000, 1009});
  for (const std::uint16_t port : {998, 1000, 1009, 1010, 0, 65535}) units.give_back(port, kStart);
  EXPECT_EQ(units.free_ports(), 10u);
  EXPECT_EQ(units.used_ports(), 0u);
  EXPECT_EQ(take_all_pairs(units).size(), 5u);
}

TEST(PortUnits, CoversTheWholePortSpace) {
  PortUnits units({1, 65535});
  EXPECT_EQ(units.free_ports(), 65535u);
  EXPECT_EQ(take_all_pairs(units).size(), 32767u);
  EXPECT_EQ(units.take_single(kStart), 1);
  EXPECT_EQ(units.take_single(kStart), std::nullopt);
}

TEST(PortUnits, AnInvalidRangeIsEmpty) {
  for (const PortRange range : {PortRange{0, 100}, PortRange{200, 100}}) {
    PortUnits units(range);
    EXPECT_EQ(units.take_pair(), std::nullopt);
    EXPECT_EQ(units.take_single(kStart), std::nullopt);
  }
}

TEST(PortUnits, ListsPortsInUseInOrder) {
  PortUnits units({1000, 1009});
  take_all_pairs(units);
  units.give_back(1003, kStart);
  EXPECT_EQ(units.used(),
            (std::vector<std::uint16_t>{1000, 1001, 1002, 1004, 1005, 1006, 1007, 1008, 1009}));
}

TEST(PortUnits, AWiderRangeHasMorePortsAndKeepsThoseInUse) {
  PortUnits units({1000, 1003});
  const auto taken = *units.take_pair();
  units.set_range({1000, 1009});
  EXPECT_EQ(units.free_ports(), 8u);
  EXPECT_EQ(units.used(), (std::vector<std::uint16_t>{taken, std::uint16_t(taken + 1)}));
  const auto rest = take_all_pairs(units);
  EXPECT_EQ(rest.size(), 4u);
  EXPECT_EQ(std::count(rest.begin(), rest.end(), taken), 0);
}

TEST(PortUnits, PortsOutsideANarrowerRangeAreKeptUntilGivenBack) {
  PortUnits units({1000, 1009});
  take_all_pairs(units);
  units.set_range({1000, 1003});
  EXPECT_EQ(units.used_ports(), 10u);
  EXPECT_EQ(units.free_ports(), 0u);
  for (std::uint16_t port = 1000; port < 1010; ++port) units.give_back(port, kStart);
  EXPECT_EQ(units.used_ports(), 0u);
  EXPECT_EQ(units.free_ports(), 4u);
  EXPECT_EQ(take_all_pairs(units).size(), 2u);
}

TEST(PortUnits, KeepsTheOrderOfFreePortsWhenTheRangeChanges) {
  PortUnits units({1000, 1009});
  const auto order = take_all_pairs(units);
  for (const auto port : order) give_back_pair(units, port, kStart);
  units.set_range({1000, 1010});
  EXPECT_EQ(take_all_pairs(units), order);
}

TEST(PortUnits, AnEdgeThatBecomesCompleteServesAsPair) {
  PortUnits units({1001, 1001});
  ASSERT_EQ(units.take_single(kStart), 1001);
  units.set_range({1000, 1001});
  EXPECT_EQ(units.take_pair(), std::nullopt);
  units.give_back(1001, kStart);
  EXPECT_EQ(units.take_pair(), 1000);
}

/// Whatever the sequence of operations is: no port is handed out twice, counts agree.
TEST(PortUnits, AgreesWithAPlainSetOverRandomOperations) {
  std::mt19937 random(4711);
  PortUnits units({1001, 1040});
  std::set<std::uint16_t> model;
  base::Time now = kStart;
  for (int i = 0; i < 20000; ++i) {
    now += base::kSecond;
    switch (random() % 4) {
      case 0:
        if (const auto port = units.take_pair()) {
          EXPECT_TRUE(model.insert(*port).second);
          EXPECT_TRUE(model.insert(static_cast<std::uint16_t>(*port + 1)).second);
        }
        break;
      case 1:
        if (const auto port = units.take_single(now)) {
          EXPECT_TRUE(model.insert(*port).second);
        }
        break;
      case 2:
        for (int n = 0; n < 3 && !model.empty(); ++n) {
          const auto port = *std::next(model.begin(), static_cast<long>(random() % model.size()));
          model.erase(port);
          units.give_back(port, now);
        }
        break;
      default:
        if (random() % 50 == 0)
          units.set_range({static_cast<std::uint16_t>(1000 + random() % 20),
                           static_cast<std::uint16_t>(1020 + random() % 30)});
    }
    const PortRange range = units.range();
    std::size_t free = 0;
    for (unsigned port = range.min; port <= range.max; ++port)
      free += !model.count(static_cast<std::uint16_t>(port));
    ASSERT_EQ(units.free_ports(), free);
    ASSERT_EQ(units.used_ports(), model.size());
    const auto used = units.used();
    ASSERT_TRUE(std::equal(used.begin(), used.end(), model.begin(), model.end()));
  }
}

}  // namespace
}  // namespace rtpengine::net
