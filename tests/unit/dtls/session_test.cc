// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/session.h"

#include <gtest/gtest.h>

#include "peer.h"
#include "system_time.h"

namespace rtpengine::dtls {
namespace {

Role other(Role role) { return role == Role::client ? Role::server : Role::client; }

/// Our session and a peer, and the way between them.
struct World {
  explicit World(Role ours, PeerOptions options = {},
                 std::shared_ptr<const Context> context = our_context())
      : peer(with_role(std::move(options), other(ours))),
        expected(),
        session(std::move(context), ours, &expected, &outbox) {}

  static PeerOptions with_role(PeerOptions options, Role role) {
    options.role = role;
    return options;
  }

  void begin() {
    session.start();
    if (session.role() == Role::server) peer.advance();
  }

  /// Until nobody has anything to say.
  void talk() {
    while (!outbox.datagrams.empty() || !peer.outbox.datagrams.empty()) {
      for (const Datagram& datagram : outbox.take()) peer.feed(datagram);
      for (const Datagram& datagram : peer.outbox.take()) session.feed(datagram);
    }
  }

  /// Talk, of which one flight of datagrams is lost; how long it takes until both are done.
  Micros lose_flight(unsigned lost) {
    Micros now = 0;
    unsigned flights = 0;
    const auto deliver = [&](std::vector<Datagram> flight, auto& to) {
      if (flight.empty() || flights++ == lost) return;
      for (const Datagram& datagram : flight) to.feed(datagram);
    };
    while ((session.state() != SessionState::done || !peer.done()) && now < 5 * kSecond) {
      deliver(outbox.take(), peer);
      deliver(peer.outbox.take(), session);
      if (!outbox.datagrams.empty() || !peer.outbox.datagrams.empty()) continue;
      pass_time(50 * kMillisecond);
      now += 50 * kMillisecond;
      session.on_time();
      peer.on_time();
    }
    return now;
  }

  void run() {
    begin();
    talk();
  }

  Peer peer;
  FingerprintSet expected;
  Outbox outbox;
  Session session;
};

class InEachRole : public testing::TestWithParam<Role> {};
INSTANTIATE_TEST_SUITE_P(Session, InEachRole, testing::Values(Role::client, Role::server),
                         [](const auto& instance) {
                           return instance.param == Role::client ? "Client" : "Server";
                         });

TEST_P(InEachRole, AgreesOnKeys) {
  World world(GetParam());
  world.expected = world.peer.fingerprints();
  world.run();
  ASSERT_EQ(world.session.state(), SessionState::done) << world.session.detail();
  ASSERT_TRUE(world.peer.done());
  expect_agreement(world.session.keys().value(), world.peer.keys());
  EXPECT_EQ(world.session.keys()->role(), GetParam());
  EXPECT_STREQ(world.session.version(), "DTLSv1.2");
  EXPECT_EQ(world.session.next_deadline(0), kNever);
}

TEST_P(InEachRole, DoesEachProfile) {
  for (const SrtpProfile profile : kSrtpProfiles) {
    World world(GetParam(), {.profiles = name_of(profile)});
    world.run();
    ASSERT_EQ(world.session.state(), SessionState::done) << name_of(profile);
    EXPECT_EQ(world.session.keys()->profile(), profile);
    expect_agreement(world.session.keys().value(), world.peer.keys());
  }
}

TEST_P(InEachRole, TakesEachHashFunction) {
  for (const HashFunction hash : {HashFunction::sha1, HashFunction::sha224, HashFunction::sha256,
                                  HashFunction::sha384, HashFunction::sha512}) {
    World world(GetParam());
    world.expected = world.peer.fingerprints(hash);
    world.run();
    EXPECT_EQ(world.session.state(), SessionState::done) << name_of(hash);
  }
}

TEST_P(InEachRole, TalksToRsaWithEcdsaAndBack) {
  static const std::shared_ptr<const Context> rsa =
      new_context({.certificate = {.key = KeyKind::rsa}});
  World one(GetParam(), {.key = KeyKind::rsa});
  one.run();
  EXPECT_EQ(one.session.state(), SessionState::done) << one.session.detail();
  World two(GetParam(), {}, rsa);
  two.run();
  EXPECT_EQ(two.session.state(), SessionState::done) << two.session.detail();
}

TEST_P(InEachRole, RefusesAnotherCertificateWithAnAlert) {
  World world(GetParam());
  world.expected = fingerprints_of(*our_context());
  world.run();
  EXPECT_EQ(world.session.state(), SessionState::failed);
  EXPECT_EQ(world.session.failure(), Failure::wrong_certificate);
  EXPECT_EQ(world.session.keys(), std::nullopt);
  EXPECT_FALSE(world.peer.done());
  EXPECT_TRUE(world.peer.reason.ends_with("alert bad certificate")) << world.peer.reason;
}

TEST_P(InEachRole, ShowsWhoseCertificateItWas) {
  World world(GetParam());
  EXPECT_FALSE(world.session.certificate_is(world.peer.fingerprints()));
  world.run();
  ASSERT_EQ(world.session.state(), SessionState::done);
  EXPECT_TRUE(world.session.certificate_is(world.peer.fingerprints()));
  EXPECT_TRUE(world.session.certificate_is(world.peer.fingerprints(HashFunction::sha1)));
  EXPECT_FALSE(world.session.certificate_is(fingerprints_of(*our_context())));
  EXPECT_FALSE(world.session.certificate_is({}));
}

TEST(Session, DemandsACertificateOfTheClient) {
  World world(Role::server, {.certificate = false});
  world.run();
  EXPECT_EQ(world.session.failure(), Failure::no_certificate);
}

// An anonymous server must not get by.
TEST(Session, DemandsACertificateOfTheServer) {
  World world(Role::client, {.certificate = false, .ciphers = "ALL:aNULL:@SECLEVEL=0"});
  world.run();
  EXPECT_NE(world.session.state(), SessionState::done);
  EXPECT_EQ(world.peer.reason, "no shared cipher");
}

TEST_P(InEachRole, DemandsSrtp) {
  World world(GetParam(), {.profiles = ""});
  world.run();
  EXPECT_EQ(world.session.failure(), Failure::no_profile);
  EXPECT_EQ(world.session.keys(), std::nullopt);
  EXPECT_TRUE(world.peer.closed());
}

TEST_P(InEachRole, RefusesVersionsBefore12) {
  World world(GetParam(), {.ciphers = "ALL:@SECLEVEL=0", .newest = DTLS1_VERSION});
  world.run();
  EXPECT_EQ(world.session.state(), SessionState::failed);
  EXPECT_EQ(world.session.failure(), Failure::protocol);
  EXPECT_EQ(world.session.detail(), "unsupported protocol");
}

TEST_P(InEachRole, SendsNoDatagramOverTheMtu) {
  World world(GetParam(), {}, new_context({.certificate = {.key = KeyKind::rsa}, .mtu = 576}));
  world.begin();
  while (world.session.state() == SessionState::handshaking) {
    for (const Datagram& datagram : world.outbox.datagrams) EXPECT_LE(datagram.size(), 576u);
    for (const Datagram& datagram : world.outbox.take()) world.peer.feed(datagram);
    for (const Datagram& datagram : world.peer.outbox.take()) world.session.feed(datagram);
  }
  EXPECT_EQ(world.session.state(), SessionState::done);
}

TEST_P(InEachRole, PutsFragmentsTogether) {
  World world(GetParam(), {.key = KeyKind::rsa, .mtu = 300});
  world.run();
  EXPECT_EQ(world.session.state(), SessionState::done) << world.session.detail();
}

TEST_P(InEachRole, EndsWhenTheOtherSideEnds) {
  World world(GetParam());
  world.run();
  world.peer.close();
  world.talk();
  EXPECT_EQ(world.session.state(), SessionState::closed);
  EXPECT_NE(world.session.keys(), std::nullopt);
}

TEST_P(InEachRole, SaysThatItEnds) {
  World world(GetParam());
  world.run();
  world.session.close();
  world.talk();
  EXPECT_TRUE(world.peer.closed());
  EXPECT_EQ(world.session.state(), SessionState::closed);
}

TEST_P(InEachRole, StaysWithDataThatMeansNothing) {
  World world(GetParam());
  world.run();
  EXPECT_GT(SSL_write(world.peer.ssl(), "hello", 5), 0);
  world.talk();
  world.session.feed(Datagram{20, 21, 22});
  world.session.feed(Datagram{21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40});
  EXPECT_EQ(world.session.state(), SessionState::done);
}

// Ours come again after 250 ms, those of a peer that has OpenSSL's own timers after a second.
TEST_P(InEachRole, SendsEachLostFlightAgainInTime) {
  for (unsigned lost = 0; lost < 4; ++lost) {
    World world(GetParam());
    world.begin();
    const Micros end = world.lose_flight(lost);
    EXPECT_EQ(world.session.state(), SessionState::done) << "lost flight " << lost;
    EXPECT_TRUE(world.peer.done()) << "lost flight " << lost;
    const bool ours = (lost % 2 == 0) == (GetParam() == Role::client);
    // A server repeats its last flight when the client does.
    const bool late = lost == 3 ? ours : !ours;
    EXPECT_LE(end, (late ? 1050 : 300) * kMillisecond) << "lost flight " << lost;
  }
}

TEST(Session, WaitsLongerEachTimeAndGivesUp) {
  Outbox outbox;
  Session session(our_context(), Role::client, nullptr, &outbox);
  session.start();
  std::vector<Micros> waits;
  while (session.state() == SessionState::handshaking && waits.size() < 100) {
    const Micros wait = session.next_deadline(5) - 5;
    waits.push_back(wait / kMillisecond);
    pass_time(wait);
    session.on_time();
  }
  EXPECT_EQ(session.failure(), Failure::no_answer);
  EXPECT_EQ(session.next_deadline(5), kNever);
  EXPECT_EQ(waits, (std::vector<Micros>{250, 500, 1000, 2000, 4000, 4000, 4000, 4000, 4000, 4000,
                                        4000, 4000, 4000}));
}

TEST(Session, IsQuietBeforeItsTime) {
  Outbox outbox;
  Session session(our_context(), Role::client, nullptr, &outbox);
  session.start();
  EXPECT_EQ(outbox.take().size(), 1u);
  pass_time(200 * kMillisecond);
  session.on_time();
  EXPECT_EQ(outbox.take().size(), 0u);
  pass_time(50 * kMillisecond);
  session.on_time();
  EXPECT_EQ(outbox.take().size(), 1u);
}

TEST_P(InEachRole, BearsDuplicatesAndDisorder) {
  World world(GetParam(), {.key = KeyKind::rsa, .mtu = 300});
  world.begin();
  for (unsigned round = 0; round < 30 && world.session.state() != SessionState::done; ++round) {
    auto ours = world.outbox.take();
    for (const Datagram& datagram : ours) world.peer.feed(datagram);
    auto theirs = world.peer.outbox.take();
    for (auto it = theirs.rbegin(); it != theirs.rend(); ++it) {
      world.session.feed(*it);
      world.session.feed(*it);
    }
    if (!world.outbox.datagrams.empty()) continue;
    pass_time(kSecond);
    world.peer.on_time();
    world.session.on_time();
  }
  EXPECT_EQ(world.session.state(), SessionState::done) << world.session.detail();
}

}  // namespace
}  // namespace rtpengine::dtls
