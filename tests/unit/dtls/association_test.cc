// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/association.h"

#include <gtest/gtest.h>

#include "network.h"
#include "plugins/dtls/context_holder.h"

namespace rtpengine::dtls {
namespace {

constexpr Micros kRoundTrip = 2 * kDelay;

Description party_of(Network& network, std::uint16_t port = kParty) {
  return description(network.peers.at(port)->fingerprints());
}

TEST(AssociationAsClient, BeginsWhenItKnowsWhere) {
  Network network;
  Peer& peer = network.add_peer(kParty, {.role = Role::server});
  network.association.set_remote(party_of(network), Role::client, network.now);
  network.run_for(100 * kMillisecond);
  EXPECT_EQ(network.sent, 0u);
  EXPECT_EQ(network.association.state(), AssociationState::handshaking);
  network.association.set_destination(endpoint(kParty), network.now);
  EXPECT_LE(network.until_keys(), 3 * kRoundTrip);
  EXPECT_EQ(network.association.state(), AssociationState::established);
  expect_agreement(network.keys.at(0), peer.keys());
  EXPECT_EQ(network.keys_from, std::vector<std::uint16_t>{kParty});
  EXPECT_EQ(network.association.version(), "DTLSv1.2");
  EXPECT_EQ(network.association.next_deadline(), kNever);
}

TEST(AssociationAsClient, BearsLoss) {
  Network network;
  network.add_peer(kParty, {.role = Role::server});
  unsigned count = 0;
  network.drop = [&count](bool, const Datagram&) { return count++ % 3 == 0; };
  network.association.set_remote(party_of(network), Role::client, network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  EXPECT_LE(network.until_keys(20 * kSecond), 20 * kSecond);
  EXPECT_EQ(network.failures.size(), 0u);
}

TEST(AssociationAsClient, RefusesAnotherCertificateAndSaysSoOnce) {
  Network network;
  network.add_peer(kParty, {.role = Role::server});
  network.association.set_remote(description(fingerprints_of(*our_context())), Role::client,
                                 network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  network.run_for(10 * kSecond);
  EXPECT_EQ(network.failures, std::vector<Failure>{Failure::wrong_certificate});
  EXPECT_EQ(network.association.state(), AssociationState::failed);
  EXPECT_EQ(network.keys.size(), 0u);
}

TEST(AssociationAsClient, TakesAnswersFromWhereItAsksAlone) {
  Network network;
  network.add_peer(kParty, {.role = Role::server});
  network.association.set_remote(party_of(network), Role::client, network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  const Datagram forged = {22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2};
  EXPECT_EQ(
      network.association.on_datagram(endpoint(kOther), Standing::expected, forged, network.now),
      Fate::stray);
  EXPECT_EQ(network.association.on_datagram(endpoint(kParty), Standing::expected, client_hello(),
                                            network.now),
            Fate::wrong_role);
  EXPECT_LE(network.until_keys(), 3 * kRoundTrip);
}

TEST(AssociationAsClient, FollowsThePairThatIceSelects) {
  Network network;
  network.add_peer(kOther, {.role = Role::server});
  network.association.set_remote(party_of(network, kOther), Role::client, network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  network.run_for(30 * kMillisecond);
  network.association.set_destination(endpoint(kOther), network.now);
  EXPECT_LE(network.until_keys(), 3 * kRoundTrip) << "it waited for a retransmission";
  EXPECT_EQ(network.keys_from, std::vector<std::uint16_t>{kOther});
}

TEST(AssociationAsClient, TriesAgainAndSaysThatNobodyAnswers) {
  Network network;
  Peer& peer = network.add_peer(kParty, {.role = Role::server});
  network.drop = [](bool, const Datagram&) { return true; };
  network.association.set_remote(party_of(network), Role::client, network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  network.run_for(90 * kSecond);
  EXPECT_EQ(network.failures, std::vector<Failure>{Failure::no_answer});
  EXPECT_LE(network.sent, 40u);
  network.drop = [](bool, const Datagram&) { return false; };
  network.until_keys(10 * kSecond);
  ASSERT_EQ(network.keys.size(), 1u);
  expect_agreement(network.keys[0], peer.keys());
  EXPECT_EQ(network.association.state(), AssociationState::established);
}

// Whoever knows our ports may write such an alert.
TEST(AssociationAsClient, DoesNotEndByAnAlertInClear) {
  Network network;
  network.add_peer(kParty, {.role = Role::server});
  network.association.set_remote(party_of(network), Role::client, network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  const Datagram alert = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40};
  EXPECT_EQ(
      network.association.on_datagram(endpoint(kParty), Standing::expected, alert, network.now),
      Fate::hearsay);
  EXPECT_LE(network.until_keys(), 3 * kRoundTrip);
}

TEST(AssociationAsServer, AsksForACookieAndKeepsNothing) {
  Network network;
  Peer& peer = network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  EXPECT_EQ(network.association.on_datagram(endpoint(kParty), Standing::expected, client_hello(),
                                            network.now),
            Fate::asked);
  EXPECT_EQ(network.association.candidates(), 0u);
  network.begin(kParty);
  EXPECT_LE(network.until_keys(), 4 * kRoundTrip);
  expect_agreement(network.keys.at(0), peer.keys());
  EXPECT_EQ(network.association.count(Fate::begun), 1u);
}

TEST(AssociationAsServer, AsksForNoCookieWhereIceHasProvedTheSource) {
  Network network;
  network.add_peer(kParty);
  network.standing = [](std::uint16_t) { return Standing::proven; };
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  EXPECT_LE(network.until_keys(), 3 * kRoundTrip);
  EXPECT_EQ(network.association.count(Fate::asked), 0u);
}

TEST(AssociationAsServer, BearsLoss) {
  for (const Standing standing : {Standing::expected, Standing::proven}) {
    Network network;
    network.add_peer(kParty);
    network.standing = [standing](std::uint16_t) { return standing; };
    unsigned count = 0;
    network.drop = [&count](bool, const Datagram&) { return count++ % 3 == 0; };
    network.association.set_remote(party_of(network), Role::server, network.now);
    network.begin(kParty);
    EXPECT_LE(network.until_keys(30 * kSecond), 30 * kSecond);
  }
}

TEST(AssociationAsServer, TakesAFragmentedHelloFromAProvenSource) {
  Network network;
  Peer& peer = network.add_peer(kParty, {.role = Role::client, .mtu = 256});
  SSL_set_tlsext_host_name(peer.ssl(), std::string(200, 'x').c_str());
  network.standing = [](std::uint16_t) { return Standing::proven; };
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.until_keys(5 * kSecond);
  EXPECT_EQ(network.keys.size(), 1u);
  EXPECT_EQ(network.association.count(Fate::asked), 0u) << "that saves a round trip";
}

TEST(AssociationAsServer, SaysThatNothingCame) {
  Network network;
  network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  const Datagram alert = {21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40};
  network.association.on_datagram(endpoint(kParty), Standing::expected, alert, network.now);
  network.run_for(50 * kSecond);
  EXPECT_EQ(network.failures, std::vector<Failure>{Failure::no_hello});
  EXPECT_EQ(network.details.at(0), "an alert came in clear: handshake failure");
}

TEST(AssociationAsServer, SaysThatAHandshakeStoppedInItsMidst) {
  Network network;
  network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.drop = [](bool to_us, const Datagram& datagram) {
    return to_us && classify(datagram) != DatagramKind::client_hello;
  };
  network.run_for(35 * kSecond);
  EXPECT_EQ(network.failures, std::vector<Failure>{Failure::no_answer});
  EXPECT_EQ(network.association.candidates(), 0u);
  EXPECT_EQ(network.association.count(HandshakeEnd::expired), 1u);
}

TEST(AssociationAsServer, EndsTheMediaByAWrongCertificateOfThePartyAlone) {
  Network network;
  network.add_peer(kParty);
  network.add_peer(kOther);
  network.standing = [](std::uint16_t port) {
    return port == kParty ? Standing::expected : Standing::admitted;
  };
  network.association.set_remote(description(fingerprints_of(*our_context())), Role::server,
                                 network.now);
  network.begin(kOther);
  network.run_for(200 * kMillisecond);
  EXPECT_EQ(network.association.count(HandshakeEnd::wrong_certificate), 1u);
  EXPECT_EQ(network.failures.size(), 0u);
  network.begin(kParty);
  network.run_for(200 * kMillisecond);
  EXPECT_EQ(network.association.count(HandshakeEnd::wrong_certificate), 2u);
  EXPECT_EQ(network.failures, std::vector<Failure>{Failure::wrong_certificate});
}

TEST(AssociationAsServer, SaysWhatThePartyLacks) {
  for (const auto& [options, failure] :
       {std::pair{PeerOptions{.role = Role::client, .certificate = false}, Failure::no_certificate},
        std::pair{PeerOptions{.role = Role::client, .profiles = ""}, Failure::no_profile}}) {
    Network network;
    network.add_peer(kParty);
    network.association.set_remote(party_of(network), Role::server, network.now);
    network.peers.clear();
    network.add_peer(kParty, options);
    if (options.certificate) {
      network.association.set_remote(party_of(network), Role::server, network.now);
    }
    network.begin(kParty);
    network.run_for(200 * kMillisecond);
    EXPECT_EQ(network.failures, std::vector<Failure>{failure});
  }
}

TEST(AssociationAsServer, HoldsAHandshakeUntilTheFingerprintIsKnown) {
  Network network;
  Peer& peer = network.add_peer(kParty);
  network.begin(kParty);
  network.run_for(200 * kMillisecond);
  EXPECT_TRUE(peer.done());
  EXPECT_EQ(network.keys.size(), 0u);
  network.run_for(40 * kSecond);
  network.association.set_remote(party_of(network), Role::server, network.now);
  ASSERT_EQ(network.keys.size(), 1u);
  expect_agreement(network.keys[0], peer.keys());
  EXPECT_EQ(network.association.next_deadline(), kNever);
}

TEST(AssociationAsServer, JudgesAHeldHandshakeByTheFingerprint) {
  Network network;
  Peer& peer = network.add_peer(kParty);
  network.begin(kParty);
  network.run_for(200 * kMillisecond);
  network.association.set_remote(description(fingerprints_of(*our_context())), Role::server,
                                 network.now);
  EXPECT_EQ(network.failures, std::vector<Failure>{Failure::wrong_certificate});
  network.run_for(100 * kMillisecond);
  EXPECT_TRUE(peer.closed());
  EXPECT_EQ(network.keys.size(), 0u);
}

TEST(AssociationAsServer, ForgetsAHeldHandshakeThatNobodyAsksFor) {
  Network network;
  network.add_peer(kParty);
  network.begin(kParty);
  network.run_for(61 * kSecond);
  EXPECT_EQ(network.association.candidates(), 0u);
  EXPECT_EQ(network.association.count(HandshakeEnd::expired), 1u);
}

TEST(AssociationAsServer, DropsWhatThePartyBeganWhenItSaysThatItIsPassive) {
  Network network;
  network.add_peer(kParty);
  network.begin(kParty);
  network.run_for(200 * kMillisecond);
  network.association.set_remote(party_of(network), Role::client, network.now);
  EXPECT_EQ(network.association.candidates(), 0u);
  EXPECT_EQ(network.keys.size(), 0u);
}

TEST(Association, StaysWhenTheSameIsSaidAgain) {
  Network network;
  network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.until_keys();
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.association.set_remote(party_of(network), Role::undecided, network.now);
  EXPECT_EQ(network.association.state(), AssociationState::established);
  EXPECT_EQ(network.association.next_deadline(), kNever);
}

TEST(Association, BeginsAnewByANewFingerprintAndKeepsTheOldKeysMeanwhile) {
  Network network;
  network.add_peer(kParty, {.role = Role::server});
  Peer& next = network.add_peer(kOther, {.role = Role::server});
  network.association.set_remote(party_of(network), Role::client, network.now);
  network.association.set_destination(endpoint(kParty), network.now);
  network.until_keys();
  network.association.set_remote(party_of(network, kOther), Role::client, network.now);
  EXPECT_EQ(network.association.state(), AssociationState::handshaking);
  network.association.set_destination(endpoint(kOther), network.now);
  EXPECT_EQ(network.closed, 0u);
  network.until_keys();
  ASSERT_EQ(network.keys.size(), 2u);
  expect_agreement(network.keys[1], next.keys());
}

TEST(Association, BeginsAnewByATlsIdOrTheOtherRole) {
  Network network;
  Peer& peer = network.add_peer(kParty, {.role = Role::server});
  network.association.set_destination(endpoint(kParty), network.now);
  Description remote = party_of(network);
  network.association.set_remote(remote, Role::client, network.now);
  network.until_keys();
  peer.begin();
  remote.tls_id = "abc3de65cddef001be82";
  network.association.set_remote(remote, Role::client, network.now);
  network.until_keys();
  EXPECT_EQ(network.keys.size(), 2u);
  network.association.set_remote(remote, Role::server, network.now);
  EXPECT_EQ(network.association.state(), AssociationState::handshaking);
}

// The answer with the new fingerprint comes after the new ClientHello.
TEST(Association, HoldsTheHandshakeOfAPartyThatHasChanged) {
  for (const Standing standing : {Standing::expected, Standing::proven}) {
    Network network;
    network.standing = [standing](std::uint16_t) { return standing; };
    network.add_peer(kParty);
    network.association.set_remote(party_of(network), Role::server, network.now);
    network.begin(kParty);
    network.until_keys();
    network.run_for(50 * kMillisecond);
    network.peers.clear();
    Peer& changed = network.add_peer(kParty);
    network.begin(kParty);
    network.run_for(200 * kMillisecond);
    EXPECT_TRUE(changed.done());
    EXPECT_EQ(network.keys.size(), 1u);
    EXPECT_EQ(network.failures.size(), 0u);
    network.association.set_remote(party_of(network), Role::server, network.now);
    ASSERT_EQ(network.keys.size(), 2u);
    expect_agreement(network.keys[1], changed.keys());
  }
}

TEST(Association, TakesNewKeysOfThePartyThatBeginsAgain) {
  Network network;
  Peer& peer = network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.until_keys();
  peer.begin();
  network.begin(kParty);
  network.until_keys();
  ASSERT_EQ(network.keys.size(), 2u);
  expect_agreement(network.keys[1], peer.keys());
  EXPECT_EQ(network.closed, 0u);
}

TEST(Association, TellsThatThePartyHasEndedItAndTakesItBack) {
  Network network;
  Peer& peer = network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.until_keys();
  network.run_for(50 * kMillisecond);
  peer.close();
  network.run_for(50 * kMillisecond);
  EXPECT_EQ(network.closed, 1u);
  EXPECT_EQ(network.association.state(), AssociationState::closed);
  peer.begin();
  network.begin(kParty);
  network.until_keys();
  EXPECT_EQ(network.keys.size(), 2u);
}

TEST(Association, SaysGoodbye) {
  Network network;
  Peer& peer = network.add_peer(kParty);
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.until_keys();
  network.run_for(50 * kMillisecond);
  network.association.close();
  network.run_for(50 * kMillisecond);
  EXPECT_TRUE(peer.closed());
  peer.begin();
  network.begin(kParty);
  network.run_for(kSecond);
  EXPECT_EQ(network.keys.size(), 1u);
}

TEST(Association, KeepsItsCertificateWhenAnotherOneComes) {
  ContextHolder holder;
  holder.replace(new_context(), 0);
  const FingerprintSet shown = fingerprints_of(*holder.current());
  AssociationConfig config;
  config.context = holder.current();
  Network network(config);
  Peer& peer = network.add_peer(kParty);
  config.context.reset();
  holder.replace(new_context(), 0);
  network.association.set_remote(party_of(network), Role::server, network.now);
  network.begin(kParty);
  network.until_keys();
  EXPECT_TRUE(shown.matches(SSL_get0_peer_certificate(peer.ssl())));
}

}  // namespace
}  // namespace rtpengine::dtls
