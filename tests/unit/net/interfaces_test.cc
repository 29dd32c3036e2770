// SPDX-License-Identifier: GPL-3.0-or-later
//
// Configuring logical interfaces and selecting one.
#include "net/interfaces.h"

#include <gtest/gtest.h>

#include <thread>

#include "test_net.h"

namespace rtpengine::net {
namespace {

using test::ip;

constexpr PortRange kRange{30000, 30009};

std::vector<InterfaceSpec> specs(std::initializer_list<const char*> texts) {
  std::vector<InterfaceSpec> all;
  for (const char* text : texts) {
    const auto parsed = InterfaceSpec::parse(text, {});
    EXPECT_TRUE(parsed) << parsed.error();
    if (parsed) all.insert(all.end(), parsed->begin(), parsed->end());
  }
  return all;
}

/// Interfaces from texts.
struct World {
  explicit World(std::initializer_list<const char*> texts) {
    const auto added = interfaces.configure(specs(texts), kRange);
    EXPECT_TRUE(added) << added.error();
  }
  std::string select(std::string_view word, std::uint64_t turn = 0, Family family = Family::ipv4,
                     std::size_t ports = 2) {
    const auto* selected = interfaces.select(word, family, ports, turn, &known);
    return selected ? selected->name : "none";
  }
  Interfaces interfaces;
  bool known = false;
};

TEST(Interfaces, EmptyUntilConfigured) {
  Interfaces none;
  EXPECT_EQ(none.first(), nullptr);
  EXPECT_EQ(none.find("default"), nullptr);
  EXPECT_EQ(none.select("x", Family::ipv4, 1, 0, nullptr), nullptr);
  EXPECT_TRUE(none.pools().empty());
  EXPECT_TRUE(none.all().empty());
  EXPECT_FALSE(none.is_local(ip("127.0.0.1")));
  EXPECT_EQ(none.configure({}, kRange).error(), "no interface is configured");
}

TEST(Interfaces, AddressesOfOneNameFormOneInterface) {
  World world({"pub/192.0.2.1", "priv/10.0.0.1", "pub/2001:db8::1", "pub/192.0.2.2!203.0.113.2"});
  const auto* pub = world.interfaces.find("pub");
  ASSERT_TRUE(pub);
  ASSERT_EQ(pub->addresses.size(), 3u);
  EXPECT_EQ(pub->primary(Family::ipv4)->address, ip("192.0.2.1"));
  EXPECT_EQ(pub->primary(Family::ipv6)->address, ip("2001:db8::1"));
  EXPECT_EQ(pub->addresses[2].advertised, ip("203.0.113.2"));
  EXPECT_EQ(world.interfaces.find("priv")->primary(Family::ipv6), nullptr);
  EXPECT_EQ(world.interfaces.first(), pub);
  EXPECT_EQ(world.interfaces.all().size(), 2u);
}

TEST(Interfaces, OneAddressInTwoInterfacesHasOnePool) {
  World world({"a/192.0.2.1", "b/192.0.2.1!203.0.113.1", "b/192.0.2.2"});
  EXPECT_EQ(world.interfaces.find("a")->addresses[0].ports,
            world.interfaces.find("b")->addresses[0].ports);
  EXPECT_EQ(world.interfaces.pools().size(), 2u);
}

TEST(Interfaces, KnowsLocalAndAdvertisedAddresses) {
  World world({"192.0.2.1!203.0.113.1"});
  EXPECT_TRUE(world.interfaces.is_local(ip("192.0.2.1")));
  EXPECT_TRUE(world.interfaces.is_local(ip("203.0.113.1")));
  EXPECT_FALSE(world.interfaces.is_local(ip("192.0.2.2")));
}

TEST(Interfaces, RangesComeFromTheInterfaceOrTheDaemon) {
  auto list = specs({"a/192.0.2.1", "b/192.0.2.2", "c/192.0.2.2"});
  list[1].ports = PortRange{40000, 40001};
  Interfaces interfaces;
  ASSERT_TRUE(interfaces.configure(list, kRange));
  EXPECT_EQ(interfaces.find("a")->addresses[0].ports->range(), kRange);
  EXPECT_EQ(interfaces.find("c")->addresses[0].ports->range(), (PortRange{40000, 40001}));
}

TEST(Interfaces, RefusesTwoRangesForOneAddress) {
  auto list = specs({"a/192.0.2.1", "b/192.0.2.1"});
  list[0].ports = PortRange{40000, 40001};
  list[1].ports = PortRange{41000, 41001};
  Interfaces interfaces;
  EXPECT_EQ(interfaces.configure(list, kRange).error(),
            "interface 'b' wants ports 41000-41001 of 192.0.2.1, for which another one wants "
            "40000-40001: an address has one range");
  EXPECT_EQ(interfaces.first(), nullptr);
}

TEST(Interfaces, RefusesBadSpecsWithAReason) {
  Interfaces interfaces;
  auto list = specs({"a/192.0.2.1"});
  EXPECT_EQ(interfaces.configure(list, {2000, 1000}).error(), "2000-1000 is not a range of ports");
  EXPECT_EQ(interfaces.configure(list, {0, 1000}).error(), "0-1000 is not a range of ports");
  list[0].ports = PortRange{5, 4};
  EXPECT_EQ(interfaces.configure(list, kRange).error(),
            "interface 'a': 5-4 is not a range of ports");
  list = specs({"a/192.0.2.1"});
  list[0].name = "round-robin-calls";
  EXPECT_EQ(interfaces.configure(list, kRange).error(),
            "interface 'round-robin-calls': this name is a reserved direction");
  list = specs({"a/192.0.2.1"});
  list[0].address = {};
  EXPECT_EQ(interfaces.configure(list, kRange).error(), "interface 'a' has no address");
}

TEST(Interfaces, ConfiguringTheSameAgainAddsNothing) {
  World world({"a/192.0.2.1", "a/192.0.2.1", "b/192.0.2.2"});
  const auto* a = world.interfaces.find("a");
  const auto added = world.interfaces.configure(specs({"a/192.0.2.1", "b/192.0.2.2"}), kRange);
  ASSERT_TRUE(added) << added.error();
  EXPECT_EQ(*added, 0u);
  EXPECT_EQ(world.interfaces.find("a"), a);
  EXPECT_EQ(a->addresses.size(), 1u);
}

TEST(Interfaces, AReloadAddsInterfacesAndAddressesAndKeepsTheRest) {
  World world({"a/192.0.2.1", "b/192.0.2.2"});
  const auto* a = world.interfaces.find("a");
  const auto* b = world.interfaces.find("b");
  const auto pool = a->addresses[0].ports;
  const auto added =
      world.interfaces.configure(specs({"c/192.0.2.3", "a/2001:db8::1", "c/192.0.2.1"}), kRange);
  ASSERT_TRUE(added) << added.error();
  EXPECT_EQ(*added, 3u);
  EXPECT_EQ(world.interfaces.find("b"), b);
  EXPECT_EQ(world.interfaces.first()->name, "a");
  EXPECT_EQ(world.interfaces.first()->addresses.size(), 2u);
  EXPECT_EQ(a->addresses.size(), 1u) << "who held the interface sees it as it was";
  EXPECT_EQ(world.interfaces.find("a")->addresses[0].ports, pool);
  EXPECT_EQ(world.interfaces.find("c")->addresses[1].ports, pool);
}

TEST(Interfaces, AReloadMovesTheRangeOfAPool) {
  World world({"a/192.0.2.1"});
  ASSERT_TRUE(world.interfaces.configure(specs({"a/192.0.2.1"}), {31000, 31099}));
  EXPECT_EQ(world.interfaces.first()->addresses[0].ports->range(), (PortRange{31000, 31099}));
}

TEST(Interfaces, AnotherAdvertisedAddressForTheSameOneIsAnError) {
  World world({"a/192.0.2.1!203.0.113.1"});
  const auto added = world.interfaces.configure(specs({"b/192.0.2.2", "a/192.0.2.1"}), kRange);
  EXPECT_EQ(added.error(),
            "interface 'a' has address 192.0.2.1 with the advertised address 203.0.113.1 already, "
            "which 192.0.2.1 can replace only by a restart");
  EXPECT_EQ(world.interfaces.find("b"), nullptr);
}

TEST(Select, ByNameAndTheFirstOtherwise) {
  World world({"pub/192.0.2.1", "priv/10.0.0.1"});
  EXPECT_EQ(world.select("priv"), "priv");
  EXPECT_TRUE(world.known);
  EXPECT_EQ(world.select("", 7), "pub");
  EXPECT_TRUE(world.known);
  EXPECT_EQ(world.select("nonsense", 7), "pub");
  EXPECT_FALSE(world.known);
}

TEST(Select, ABaseTakesItsInterfacesInTurn) {
  World world({"x/192.0.2.9", "rr:1/192.0.2.1", "rr:2/192.0.2.2", "rr:3/192.0.2.3"});
  EXPECT_EQ(world.select("rr", 0), "rr:1");
  EXPECT_EQ(world.select("rr", 1), "rr:2");
  EXPECT_EQ(world.select("rr", 1), "rr:2") << "both legs of a call have one turn";
  EXPECT_EQ(world.select("rr", 2), "rr:3");
  EXPECT_EQ(world.select("rr", 3), "rr:1");
  EXPECT_TRUE(world.known);
  EXPECT_EQ(world.select("rr:2", 0), "rr:2");
}

TEST(Select, WithoutAWordTheBaseOfTheFirstInterfaceIsUsed) {
  World world({"rr:1/192.0.2.1", "x/192.0.2.9", "rr:2/192.0.2.2"});
  EXPECT_EQ(world.select("", 0), "rr:1");
  EXPECT_EQ(world.select("", 1), "rr:2");
  EXPECT_EQ(world.select("nonsense", 1), "rr:2");
  EXPECT_FALSE(world.known);
}

TEST(Select, LegacyRoundRobinCoversAllInterfaces) {
  World world({"a/192.0.2.1", "b:1/192.0.2.2", "c/192.0.2.3"});
  EXPECT_EQ(world.select("round-robin-calls", 0), "a");
  EXPECT_EQ(world.select("round-robin-calls", 1), "b:1");
  EXPECT_EQ(world.select("round-robin-calls", 2), "c");
  EXPECT_TRUE(world.known);
}

TEST(Select, PassesOverInterfacesWithoutTheFamily) {
  World world({"rr:1/192.0.2.1", "rr:2/2001:db8::2", "rr:3/192.0.2.3"});
  EXPECT_EQ(world.select("rr", 0), "rr:1");
  EXPECT_EQ(world.select("rr", 1), "rr:3");
  EXPECT_EQ(world.select("rr", 0, Family::ipv6), "rr:2");
  EXPECT_EQ(world.select("rr", 1, Family::none), "rr:2");
}

TEST(Select, PassesOverInterfacesWithTooFewFreePorts) {
  const std::string first = "rr:1/" + test::own_loopback().to_string();
  World world({first.c_str(), "rr:2/127.0.0.1"});
  std::vector<MediaSocket> taken;
  const auto pool = world.interfaces.find("rr:1")->addresses[0].ports;
  while (pool->free_ports() > 3) {
    auto socket = pool->open_single();
    ASSERT_TRUE(socket) << socket.error();
    taken.push_back(std::move(*socket));
  }
  EXPECT_EQ(world.select("rr", 0, Family::ipv4, 3), "rr:1");
  EXPECT_EQ(world.select("rr", 0, Family::ipv4, 4), "rr:2");
  EXPECT_EQ(world.select("rr", 0, Family::none, 4), "rr:2");
  EXPECT_EQ(world.select("rr:1", 0, Family::ipv4, 4), "rr:1") << "named exactly";
  EXPECT_EQ(world.select("rr", 0, Family::ipv4, 1000), "rr:1") << "none has enough";
}

TEST(Select, TurnsAreHandedOutOnce) {
  Interfaces interfaces;
  const auto first = interfaces.next_turn();
  EXPECT_EQ(interfaces.next_turn(), first + 1);
}

TEST(Select, MayRunWhileInterfacesAreAdded) {
  World world({"a:1/192.0.2.1"});
  std::thread reader([&world] {
    for (std::uint64_t turn = 0; turn < 20000; ++turn) {
      const auto* selected = world.interfaces.select("a", Family::ipv4, 2, turn, nullptr);
      ASSERT_TRUE(selected && !selected->addresses.empty());
      ASSERT_TRUE(world.interfaces.find("a:1"));
    }
  });
  for (int i = 2; i < 50; ++i) {
    const std::string text = "a:" + std::to_string(i % 20) + "/10.0.0." + std::to_string(i);
    ASSERT_TRUE(world.interfaces.configure(specs({text.c_str()}), kRange));
  }
  reader.join();
}

}  // namespace
}  // namespace rtpengine::net
