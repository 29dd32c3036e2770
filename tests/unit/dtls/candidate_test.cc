// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/candidate.h"

#include <gtest/gtest.h>

#include "network.h"

namespace rtpengine::dtls {
namespace {

struct Fixture {
  Network network;  // for its functions of a host
  Candidate candidate{
      our_context(), Role::client, nullptr, &network, {endpoint(kParty), Standing::expected}};
};

TEST(Candidate, SendsToWhereItsOtherSideIs) {
  Fixture fixture;
  Peer& peer = fixture.network.add_peer(kOther, {.role = Role::server});
  fixture.candidate.move_to(endpoint(kOther));
  fixture.candidate.start(0);
  fixture.network.run_for(kDelay + 2 * kMillisecond);
  EXPECT_NE(SSL_get_state(peer.ssl()), TLS_ST_BEFORE);
  EXPECT_FALSE(fixture.candidate.heard());
}

TEST(Candidate, IsDueForItsSessionOrItsEnd) {
  Fixture fixture;
  EXPECT_EQ(fixture.candidate.next_deadline(), kNever);
  fixture.candidate.start(5);
  EXPECT_EQ(fixture.candidate.next_deadline(), 5 + 250 * kMillisecond);
  fixture.candidate.set_end(100);
  EXPECT_EQ(fixture.candidate.next_deadline(), 100);
}

TEST(Candidate, IsHeldOnce) {
  Fixture fixture;
  fixture.candidate.set_end(100);
  fixture.candidate.hold(200);
  fixture.candidate.hold(300);
  EXPECT_EQ(fixture.candidate.ends(), 200);
}

}  // namespace
}  // namespace rtpengine::dtls
