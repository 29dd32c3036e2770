// SPDX-License-Identifier: GPL-3.0-or-later
//
// What comes in that is not the party's.

#include <gtest/gtest.h>

#include <string>

#include "network.h"

namespace rtpengine::dtls {
namespace {

constexpr Micros kRoundTrip = 2 * kDelay;

/// A server that knows whom it waits for.
struct Server {
  explicit Server(Standing of_party = Standing::expected) {
    network.standing = [of_party](std::uint16_t port) {
      return port == kParty ? of_party : Standing::admitted;
    };
    network.association.set_remote(description(party.fingerprints()), Role::server, network.now);
  }

  Fate receive(std::uint16_t port, Standing from, const Datagram& datagram) {
    return network.association.on_datagram(endpoint(port), from, datagram, network.now);
  }

  /// Begin as the party, while `forge` is called every `interval`.
  Micros handshake_under(Micros interval, const std::function<void(unsigned)>& forge) {
    for (unsigned i = 0; i < 10; ++i) forge(i);
    network.begin(kParty);
    unsigned count = 10;
    const Micros begun = network.now;
    while (network.keys.empty() && network.now - begun < 5 * kSecond) {
      forge(count++);
      network.run_for(interval);
    }
    return network.now - begun;
  }

  Network network;
  Peer& party = network.add_peer(kParty);
};

Datagram forged(unsigned number) { return with_random(client_hello(), number + 1); }

TEST(AssociationInput, CountsWhatIsNotOfAHandshake) {
  Server server;
  const Datagram data = {23, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 2};
  const Datagram plain = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2};
  EXPECT_EQ(server.receive(kParty, Standing::stranger, client_hello()), Fate::refused);
  EXPECT_EQ(server.receive(kParty, Standing::expected, {22, 1}), Fate::malformed);
  EXPECT_EQ(server.receive(kParty, Standing::expected, {}), Fate::malformed);
  EXPECT_EQ(server.receive(kParty, Standing::proven, data), Fate::stray);
  EXPECT_EQ(server.receive(kParty, Standing::proven, plain), Fate::stray);
  EXPECT_EQ(server.network.association.count(Fate::malformed), 2u);
  EXPECT_EQ(server.network.sent, 0u);
}

TEST(AssociationInput, IsNoUseForReflection) {
  Server server;
  const Datagram hello = client_hello();
  for (unsigned i = 0; i < 1000; ++i) {
    server.receive(static_cast<std::uint16_t>(10000 + i), Standing::admitted, forged(i));
  }
  EXPECT_EQ(server.network.sent, 1000u);
  EXPECT_LE(server.network.bytes_sent, 1000 * hello.size());
  EXPECT_EQ(server.network.association.candidates(), 0u);
  EXPECT_EQ(server.network.association.next_deadline(), server.network.now + Timing().patience);
}

TEST(AssociationInput, AThousandForgedHellosDelayNobody) {
  Server server;
  const Micros alone = Server().handshake_under(kMillisecond, [](unsigned) {});
  const Micros took = server.handshake_under(kMillisecond, [&server](unsigned number) {
    for (unsigned i = 0; i < 30; ++i) {
      const unsigned each = number * 30 + i;
      server.receive(static_cast<std::uint16_t>(7000 + each % 50000), Standing::admitted,
                     forged(each));
    }
  });
  EXPECT_GE(server.network.association.count(Fate::asked), 1000u);
  EXPECT_EQ(took, alone);
  EXPECT_EQ(server.network.failures.size(), 0u);
  expect_agreement(server.network.keys.at(0), server.party.keys());
}

// The forger knows even the address of the party, and sends from it, before ICE is done and after.
TEST(AssociationInput, HellosForgedFromThePartysAddressCostItOneRoundTrip) {
  for (const Standing standing : {Standing::expected, Standing::proven}) {
    Server server(standing);
    if (standing == Standing::proven) server.receive(kParty, Standing::stranger, forged(1000));
    const Micros took = server.handshake_under(20 * kMillisecond, [&](unsigned number) {
      server.receive(kParty, standing, forged(number));
    });
    EXPECT_LE(took, 5 * kRoundTrip);
    EXPECT_EQ(server.network.association.count(Fate::begun), 1u);
    expect_agreement(server.network.keys.at(0), server.party.keys());
  }
}

// A forged one was first, after ICE was done: what it began is replaced.
TEST(AssociationInput, AForgedHelloOnAProvenPairIsReplaced) {
  Server server(Standing::proven);
  server.receive(kParty, Standing::proven, forged(1));
  EXPECT_EQ(server.network.association.candidates(), 1u);
  server.network.run_for(50 * kMillisecond);
  server.network.begin(kParty);
  EXPECT_LE(server.network.until_keys(), 5 * kRoundTrip);
  EXPECT_EQ(server.network.association.count(HandshakeEnd::replaced), 1u);
  EXPECT_EQ(server.network.failures.size(), 0u);
}

TEST(AssociationInput, WithIceStrangersAreNotEvenAnswered) {
  Server server(Standing::proven);
  const Micros took = server.handshake_under(kMillisecond, [&server](unsigned number) {
    server.receive(kOther, Standing::stranger, forged(number));
  });
  EXPECT_LE(took, 3 * kRoundTrip);
  EXPECT_EQ(server.network.association.count(Fate::begun), 1u);
  EXPECT_EQ(server.network.association.count(Fate::asked), 0u);
}

// Real parties that can be anybody, with cookies and certificates of their own.
TEST(AssociationInput, RealHandshakesOfOthersMakeRoomForTheParty) {
  Server server;
  for (std::uint16_t port = 7000; port < 7010; ++port) {
    server.network.add_peer(port);
    server.network.begin(port);
  }
  server.network.drop = [](bool to_us, const Datagram& datagram) {
    return to_us && classify(datagram) != DatagramKind::client_hello;
  };
  server.network.run_for(100 * kMillisecond);
  EXPECT_EQ(server.network.association.candidates(), Limits().candidates);
  EXPECT_GE(server.network.association.count(Fate::limited), 1u);
  server.network.drop = [](bool, const Datagram&) { return false; };
  server.network.begin(kParty);
  EXPECT_LE(server.network.until_keys(), 4 * kRoundTrip);
  EXPECT_EQ(server.network.keys_from, std::vector<std::uint16_t>{kParty});
  EXPECT_GE(server.network.association.count(HandshakeEnd::evicted), 1u);
  EXPECT_EQ(server.network.association.candidates(), 0u);
}

TEST(AssociationInput, HandshakesAreBegunAtABoundedRate) {
  Server server;
  server.network.association.set_remote(description(fingerprints_of(*our_context())), Role::server,
                                        server.network.now);
  for (unsigned i = 0; i < 20; ++i) {
    server.party.begin();
    server.network.begin(kParty);
    server.network.run_for(100 * kMillisecond);
  }
  EXPECT_LE(server.network.association.count(Fate::begun), 12u);
  EXPECT_GE(server.network.association.count(Fate::limited), 8u);
}

TEST(AssociationInput, ThePartyMayMoveFromPairToPairInTheMidst) {
  Server server(Standing::proven);
  server.network.standing = [](std::uint16_t) { return Standing::proven; };
  server.network.begin(kParty);
  server.network.run_for(15 * kMillisecond);
  // From now on it sends from, and is reached at, another address.
  server.network.peers[kOther] = std::move(server.network.peers[kParty]);
  server.network.peers.erase(kParty);
  server.network.until_keys(3 * kSecond);
  ASSERT_EQ(server.network.keys.size(), 1u);
  EXPECT_EQ(server.network.keys_from[0], kOther);
}

TEST(AssociationInput, CopiesOfTheFirstHelloBeginNothing) {
  Server server(Standing::proven);
  server.network.begin(kParty);
  const Datagram copy = [&server] {
    Datagram first;
    server.network.drop = [&first](bool to_us, const Datagram& datagram) {
      if (to_us && first.empty()) first = datagram;
      return false;
    };
    server.network.until_keys();
    return first;
  }();
  EXPECT_EQ(server.receive(kParty, Standing::proven, copy), Fate::stray);
  EXPECT_EQ(server.network.association.count(Fate::begun), 1u);
}

TEST(AssociationInput, AlertsInClearEndNothing) {
  Server server(Standing::proven);
  const Datagram alert = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40};
  const Micros took = server.handshake_under(kMillisecond, [&](unsigned) {
    EXPECT_EQ(server.receive(kParty, Standing::proven, alert), Fate::hearsay);
  });
  EXPECT_LE(took, 3 * kRoundTrip);
  server.receive(kParty, Standing::proven, alert);
  EXPECT_EQ(server.network.association.state(), AssociationState::established);
}

}  // namespace
}  // namespace rtpengine::dtls
