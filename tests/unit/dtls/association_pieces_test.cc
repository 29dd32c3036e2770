// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clients whose ClientHello does not fit into a datagram, as that of browsers.

#include <random>

#include "network.h"
#include "plugins/dtls/association.h"

namespace rtpengine::dtls {
namespace {

class AssociationPiecesTest : public ::testing::Test {
 protected:
  AssociationPiecesTest() {
    Peer& peer = network_.add_peer(kParty, {.role = Role::client, .mtu = 256});
    SSL_set_tlsext_host_name(peer.ssl(), std::string(250, 'x').c_str());
    network_.association.set_remote(description(peer.fingerprints()), Role::server, network_.now);
  }

  void expect_keys(Micros longest) {
    EXPECT_LE(network_.until_keys(longest), longest);
    ASSERT_EQ(network_.keys.size(), 1u);
    expect_agreement(network_.keys[0], network_.peers.at(kParty)->keys());
  }

  Network network_;
};

TEST_F(AssociationPiecesTest, BringACookieBack) {
  network_.begin(kParty);
  expect_keys(kSecond);
  EXPECT_GE(network_.association.count(Fate::asked), 1u);
  EXPECT_GE(network_.association.count(Fate::fragmented), 1u);
  EXPECT_EQ(network_.association.count(HandshakeEnd::established), 1u);
}

// A browser is connected, and begins, when we have answered its check; we are when it has ours.
TEST_F(AssociationPiecesTest, BeginBeforeIceHasProvedThem) {
  network_.standing = [](std::uint16_t) { return Standing::stranger; };
  network_.begin(kParty);
  network_.run_for(50 * kMillisecond);
  EXPECT_GE(network_.association.count(Fate::refused), 2u);
  network_.standing = [](std::uint16_t) { return Standing::proven; };
  expect_keys(3 * kSecond);
}

TEST_F(AssociationPiecesTest, BearLossOfAQuarterOfAllDatagrams) {
  std::minstd_rand random(3);
  network_.drop = [&random](bool, const Datagram&) { return random() % 4 == 0; };
  network_.begin(kParty);
  expect_keys(60 * kSecond);
}

TEST_F(AssociationPiecesTest, AreNotDisturbedBySomebodyOfLowerStanding) {
  Peer& other = network_.add_peer(kOther, {.role = Role::client, .mtu = 256});
  SSL_set_tlsext_host_name(other.ssl(), std::string(250, 'x').c_str());
  network_.standing = [](std::uint16_t port) {
    return port == kParty ? Standing::expected : Standing::admitted;
  };
  // The last piece of the party's comes late.
  unsigned held = 0;
  network_.drop = [&](bool to_us, const Datagram& datagram) {
    HelloPiece piece;
    const bool last = to_us && parse_hello_piece(datagram, &piece) && piece.offset != 0;
    return last && held++ < 4;
  };
  network_.begin(kParty);
  network_.begin(kOther);
  expect_keys(10 * kSecond);
}

}  // namespace
}  // namespace rtpengine::dtls
