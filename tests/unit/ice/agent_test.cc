// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two agents in a network that loses, delays, reorders and translates, by seeds that are fixed.

#include "plugins/ice/agent.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

#include "network.h"

namespace rtpengine::ice {
namespace {

constexpr const char* kA = "192.0.2.1";
constexpr const char* kA2 = "2001:db8::1";
constexpr const char* kB = "198.51.100.1";
constexpr const char* kB2 = "2001:db8::2";

using Texts = std::vector<std::string>;

/// Two parties that have exchanged their descriptions.
struct World {
  explicit World(Config a_config, Config b_config, unsigned seed = 1)
      : network(seed),
        a_description(describe_config(a_config)),
        b_description(describe_config(b_config)),
        a(&network, a_config),
        b(&network, b_config) {}

  void begin() {
    a.agent.set_remote(b_description, network.now);
    b.agent.set_remote(a_description, network.now);
  }

  bool complete() const {
    return a.agent.state() == AgentState::completed && b.agent.state() == AgentState::completed;
  }

  /// Both have selected the same pair, seen from their sides.
  void expect_agreement(Component component) const {
    const auto ours = a.agent.selected(component);
    const auto theirs = b.agent.selected(component);
    ASSERT_TRUE(ours && theirs);
    EXPECT_EQ(to_string(ours->remote),
              to_string(b.agent.check_list().locals()[theirs->local].address));
    EXPECT_EQ(to_string(theirs->remote),
              to_string(a.agent.check_list().locals()[ours->local].address));
  }

  Network network;
  Description a_description;
  Description b_description;
  Party a;
  Party b;
};

Config controlling(Texts addresses = {kA}, bool rtcp = false) {
  return config(Role::controlling, "AAAA", std::move(addresses), rtcp);
}
Config controlled(Texts addresses = {kB}, bool rtcp = false) {
  return config(Role::controlled, "BBBB", std::move(addresses), rtcp);
}

TEST(AgentTest, TwoAgentsSelectAPair) {
  World world(controlling(), controlled());
  EXPECT_EQ(world.a.agent.state(), AgentState::waiting);
  EXPECT_EQ(world.a.agent.next_deadline(), kNever);
  world.begin();
  EXPECT_EQ(world.a.agent.state(), AgentState::checking);
  world.network.run_for(kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_EQ(world.a.selections, Texts{"1 192.0.2.1:5000 > 198.51.100.1:5000"});
  EXPECT_EQ(world.b.selections, Texts{"1 198.51.100.1:5000 > 192.0.2.1:5000"});
  EXPECT_EQ(world.a.validated, Texts{"198.51.100.1:5000"});
  EXPECT_EQ(world.a.agent.transactions(), 0u);
}

TEST(AgentTest, BothComponentsOnSeveralAddresses) {
  World world(controlling({kA, kA2}, true), controlled({kB, kB2}, true));
  world.begin();
  world.network.run_for(2 * kSecond);
  EXPECT_TRUE(world.complete());
  world.expect_agreement(Component::rtp);
  world.expect_agreement(Component::rtcp);
  // The first address of each has the highest priority.
  EXPECT_EQ(to_string(world.a.agent.selected(Component::rtcp)->remote), "198.51.100.1:5001");
}

TEST(AgentTest, AComponentThatOnlyOneSideHasIsNotUsed) {
  World world(controlling({kA}, true), controlled({kB}));
  world.begin();
  world.network.run_for(kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_FALSE(world.a.agent.selected(Component::rtcp));
}

TEST(AgentTest, MuxAgreedLaterTakesTheSecondComponentAway) {
  World world(controlling({kA}, true), controlled({kB}, true));
  world.a.agent.drop_rtcp();
  world.begin();
  world.b.agent.drop_rtcp();
  world.network.run_for(kSecond);
  EXPECT_TRUE(world.complete());
  for (const Packet& packet : world.network.sent) EXPECT_NE(packet.to.port, 5001);
}

class AgentSeedTest : public ::testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Seeds, AgentSeedTest, ::testing::Range(1u, 21u));

TEST_P(AgentSeedTest, AgreeThroughLossDelayAndReordering) {
  World world(controlling({kA, kA2}, true), controlled({kB, kB2}, true), GetParam());
  world.network.loss = 0.3;
  world.network.shortest = 10 * kMillisecond;
  world.network.longest = 400 * kMillisecond;
  world.begin();
  world.network.run_for(20 * kSecond);
  world.network.loss = 0;
  world.network.run_for(40 * kSecond);
  EXPECT_TRUE(world.complete());
  world.expect_agreement(Component::rtp);
  world.expect_agreement(Component::rtcp);
}

TEST_P(AgentSeedTest, AgreeWithAggressiveNomination) {
  Config a_config = controlling({kA, kA2});
  a_config.aggressive = true;
  World world(a_config, controlled({kB, kB2}), GetParam());
  world.network.loss = 0.2;
  world.network.longest = 300 * kMillisecond;
  world.begin();
  world.network.run_for(60 * kSecond);
  EXPECT_TRUE(world.complete());
  world.expect_agreement(Component::rtp);
}

TEST_P(AgentSeedTest, BothControlling) {
  Config b_config = controlled();
  b_config.role = Role::controlling;
  b_config.tie_breaker = GetParam() % 2 == 0 ? 3000 : 1000;
  World world(controlling(), b_config, GetParam());
  world.network.longest = 100 * kMillisecond;
  world.begin();
  world.network.run_for(10 * kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_NE(world.a.agent.role(), world.b.agent.role());
  EXPECT_EQ(world.a.agent.role(), GetParam() % 2 == 0 ? Role::controlled : Role::controlling);
  world.expect_agreement(Component::rtp);
}

TEST_P(AgentSeedTest, BothControlled) {
  Config a_config = controlling();
  a_config.role = Role::controlled;
  a_config.tie_breaker = GetParam() % 2 == 0 ? 3000 : 500;
  World world(a_config, controlled(), GetParam());
  world.network.longest = 100 * kMillisecond;
  world.begin();
  world.network.run_for(10 * kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_NE(world.a.agent.role(), world.b.agent.role());
  world.expect_agreement(Component::rtp);
}

TEST(AgentTest, BehindANatThePartyIsPeerReflexive) {
  World world(controlling(), controlled({"10.0.0.1"}));
  world.network.nat["10.0.0.1:5000"] = endpoint("203.0.113.9", 61000);
  world.network.drop = [](const Packet& packet) { return address_text(packet.to) == "10.0.0.1"; };
  world.begin();
  world.network.run_for(3 * kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_EQ(world.a.selections, Texts{"1 192.0.2.1:5000 > 203.0.113.9:61000"});
  EXPECT_EQ(world.b.selections, Texts{"1 10.0.0.1:5000 > 192.0.2.1:5000"});
  EXPECT_EQ(world.a.agent.check_list().remotes().back().type, CandidateType::peer_reflexive);
}

TEST(AgentTest, ChecksThatComeBeforeTheDescriptionAreAnsweredAndRemembered) {
  World world(controlling(), controlled());
  world.b.agent.set_remote(world.a_description, 0);
  world.network.run_for(2 * kSecond);
  EXPECT_GT(world.a.count(PacketFate::answered), 0);
  EXPECT_EQ(world.a.agent.early_requests(), 1u);
  EXPECT_EQ(world.b.validated, Texts{"192.0.2.1:5000"});
  world.a.agent.set_remote(world.b_description, world.network.now);
  world.network.run_for(kSecond);
  EXPECT_TRUE(world.complete());
}

TEST(AgentTest, ACandidateThatNeverAnswersDelaysAndDoesNotPrevent) {
  World world(controlling({kA, kA2}), controlled({kB, kB2}));
  world.network.drop = [](const Packet& packet) { return packet.to.family == AddressFamily::ipv4; };
  world.begin();
  world.network.run_for(2 * kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_EQ(world.a.selections, Texts{"1 [2001:db8::1]:5000 > [2001:db8::2]:5000"});
}

TEST(AgentTest, CandidatesTrickleIn) {
  World world(controlling(), controlled());
  Description empty = world.b_description;
  empty.candidates.clear();
  empty.trickle = true;
  world.a.agent.set_remote(empty, 0);
  world.network.run_for(20 * kSecond);
  EXPECT_TRUE(world.network.sent.empty());
  world.a.agent.add_remote_candidates(world.b_description.candidates, world.network.now);
  world.b.agent.set_remote(world.a_description, world.network.now);
  world.network.run_for(kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_TRUE(world.a.failures.empty());
}

TEST(AgentTest, ChecksArePacedAndRepeatedAsTheRfcHasIt) {
  World world(controlling({kA}), controlled({kB}));
  Description many = world.b_description;
  for (std::uint16_t port = 6000; port < 6009; ++port) {
    Candidate candidate = many.candidates.front();
    candidate.address.port = port;
    candidate.foundation = Foundation(std::to_string(port));
    many.candidates.push_back(candidate);
  }
  world.network.drop = [](const Packet&) { return true; };
  world.a.agent.set_remote(many, 0);
  world.network.run_for(100 * kSecond);
  std::map<std::uint16_t, std::vector<Micros>> times;
  std::vector<Micros> first;
  for (const Packet& packet : world.network.sent) {
    if (times[packet.to.port].empty()) first.push_back(packet.at);
    times[packet.to.port].push_back(packet.at);
  }
  ASSERT_EQ(first.size(), 10u);
  for (std::size_t i = 1; i < first.size(); ++i) {
    EXPECT_GE(first[i] - first[i - 1], 50 * kMillisecond);
  }
  ASSERT_EQ(times[5000].size(), 7u);
  for (std::size_t i = 1; i < 7; ++i) {
    EXPECT_EQ(times[5000][i] - times[5000][i - 1], (500 * kMillisecond) << (i - 1));
  }
  EXPECT_EQ(world.a.failures, std::vector<Failure>{Failure::no_answer});
  EXPECT_EQ(world.a.agent.next_deadline(), kNever);
}

TEST(AgentTest, FailureIsToldWithItsReasonAndNotBeforePatienceEnds) {
  World world(controlling(), controlled());
  Description other = world.b_description;
  other.candidates.front().address = endpoint(kB2, 5000);
  world.a.agent.set_remote(other, 0);
  world.network.run_for(39 * kSecond);
  EXPECT_TRUE(world.a.failures.empty());
  world.network.run_for(kSecond);
  EXPECT_EQ(world.a.failures, std::vector<Failure>{Failure::no_candidates});
  EXPECT_EQ(world.a.agent.state(), AgentState::failed);
}

TEST(AgentTest, FailureForWantOfPermissionToSend) {
  World world(controlling(), controlled());
  world.a.send_fails = true;
  world.a.agent.set_remote(world.b_description, 0);
  world.network.run_for(60 * kSecond);
  EXPECT_EQ(world.a.failures, std::vector<Failure>{Failure::send_refused});
}

TEST(AgentTest, FailureBecauseThePartyKnowsOtherCredentials) {
  World world(controlling(), controlled());
  world.a_description.credentials.password += "x";
  world.b_description.credentials.password += "x";
  world.begin();
  world.network.run_for(100 * kSecond);
  EXPECT_EQ(world.a.failures, std::vector<Failure>{Failure::refused});
  EXPECT_TRUE(world.a.validated.empty() && world.b.validated.empty());
}

TEST(AgentTest, AFailedAgentIsCompletedByALateCheck) {
  World world(controlling(), controlled());
  world.a.agent.set_remote(world.b_description, 0);
  world.network.drop = [](const Packet&) { return true; };
  world.network.run_for(60 * kSecond);
  EXPECT_EQ(world.a.agent.state(), AgentState::failed);
  world.network.drop = [](const Packet&) { return false; };
  world.b.agent.set_remote(world.a_description, world.network.now);
  world.network.run_for(2 * kSecond);
  EXPECT_TRUE(world.complete());
}

TEST(AgentTest, ConsentIsAskedForAtRandomIntervalsAndEndsAfterThirtySeconds) {
  World world(controlling(), controlled());
  world.begin();
  world.network.run_for(kSecond);
  world.network.sent.clear();
  world.network.run_for(100 * kSecond);
  std::set<Micros> intervals;
  Micros last = 0;
  for (const Packet& packet : world.network.sent) {
    if (packet.from.port != 5000 || address_text(packet.from) != kA || packet.bytes[0] != 0)
      continue;
    if (last != 0) intervals.insert(packet.at - last);
    last = packet.at;
  }
  EXPECT_GE(intervals.size(), 10u);
  EXPECT_GE(*intervals.begin(), 4 * kSecond);
  EXPECT_LE(*intervals.rbegin(), 6 * kSecond);
  EXPECT_TRUE(world.a.losses.empty());

  world.network.drop = [](const Packet&) { return true; };
  world.network.run_for(24 * kSecond);
  EXPECT_TRUE(world.a.losses.empty());
  world.network.run_for(7 * kSecond);
  EXPECT_EQ(world.a.losses, std::vector<ConsentLoss>{ConsentLoss::expired});
  EXPECT_EQ(world.b.losses, std::vector<ConsentLoss>{ConsentLoss::expired});
  EXPECT_FALSE(world.a.agent.selected(Component::rtp));
}

TEST(AgentTest, ConsentSurvivesLossOfMostPackets) {
  World world(controlling(), controlled(), 7);
  world.begin();
  world.network.run_for(kSecond);
  world.network.loss = 0.3;
  world.network.run_for(300 * kSecond);
  EXPECT_TRUE(world.a.losses.empty());
}

TEST(AgentTest, AfterALostConsentAnotherValidPairTakesOver) {
  Config a_config = controlling({kA, kA2});
  World world(a_config, controlled({kB, kB2}));
  world.network.longest = 60 * kMillisecond;
  world.begin();
  world.network.run_for(3 * kSecond);
  ASSERT_TRUE(world.complete());
  ASSERT_EQ(world.a.validated.size(), 2u);
  world.network.drop = [](const Packet& packet) { return packet.to.family == AddressFamily::ipv4; };
  world.network.run_for(60 * kSecond);
  EXPECT_EQ(to_string(world.a.agent.selected(Component::rtp)->remote), "[2001:db8::2]:5000");
  world.expect_agreement(Component::rtp);
}

/// What both say when they begin anew: the same but for the credentials.
std::pair<Description, Description> restarted(const World& world) {
  std::pair<Description, Description> said(world.a_description, world.b_description);
  said.first.credentials = {"A222", "A2PasswordOf22Characters"};
  said.second.credentials = {"B222", "B2PasswordOf22Characters"};
  return said;
}

TEST(AgentTest, ARestartKeepsThePairUntilAnotherIsSelected) {
  World world(controlling(), controlled());
  world.begin();
  world.network.run_for(10 * kSecond);
  const auto [a2, b2] = restarted(world);
  world.a.agent.restart(a2.credentials);
  EXPECT_EQ(world.a.agent.state(), AgentState::waiting);
  EXPECT_TRUE(world.a.agent.selected(Component::rtp));
  world.network.run_for(60 * kSecond);  // the answer takes long: consent goes on meanwhile
  EXPECT_TRUE(world.a.losses.empty() && world.b.losses.empty());
  world.b.agent.restart(b2.credentials);
  world.b.agent.set_remote(a2, world.network.now);
  world.network.run_for(100 * kMillisecond);
  world.a.agent.set_remote(b2, world.network.now);
  world.network.run_for(2 * kSecond);
  EXPECT_TRUE(world.complete());
  EXPECT_EQ(world.a.selections.size(), 2u);
  world.network.run_for(60 * kSecond);
  EXPECT_TRUE(world.a.losses.empty() && world.b.losses.empty());
}

TEST_P(AgentSeedTest, ARestartInTheMiddleOfChecks) {
  World world(controlling({kA, kA2}), controlled({kB, kB2}), GetParam());
  world.network.longest = 200 * kMillisecond;
  world.network.loss = 0.1;
  world.begin();
  world.network.run_for(static_cast<Micros>(GetParam()) * 20 * kMillisecond);
  const auto [a2, b2] = restarted(world);
  world.a.agent.restart(a2.credentials);
  world.network.run_for(150 * kMillisecond);
  world.b.agent.restart(b2.credentials);
  world.b.agent.set_remote(a2, world.network.now);
  world.network.run_for(150 * kMillisecond);
  world.a.agent.set_remote(b2, world.network.now);
  world.network.run_for(60 * kSecond);
  EXPECT_TRUE(world.complete());
  world.expect_agreement(Component::rtp);
}

TEST(AgentTest, ASecondDescriptionWithTheSameCredentialsIsNoRestart) {
  World world(controlling(), controlled());
  world.begin();
  world.network.run_for(kSecond);
  world.a.agent.set_remote(world.b_description, world.network.now);
  EXPECT_EQ(world.a.agent.state(), AgentState::completed);
  EXPECT_EQ(world.a.selections.size(), 1u);
}

TEST(AgentTest, AnotherAgentGoesOnWithWhatWasSelected) {
  World world(controlling({kA}, true), controlled({kB}, true));
  world.begin();
  world.network.run_for(kSecond);
  Party heir(&world.network, controlling({kA}, true));
  heir.agent.set_remote(world.b_description, world.network.now);
  heir.agent.resume(*world.a.agent.selected(Component::rtp), world.network.now);
  EXPECT_EQ(heir.agent.state(), AgentState::checking) << "of RTCP";
  heir.agent.resume(*world.a.agent.selected(Component::rtcp), world.network.now);
  EXPECT_EQ(heir.agent.state(), AgentState::completed);
  EXPECT_EQ(heir.selections, world.a.selections);
  heir.agent.resume({77, endpoint(kB, 5000)}, world.network.now);
  EXPECT_EQ(heir.selections.size(), 2u) << "no such candidate of ours";
}

}  // namespace
}  // namespace rtpengine::ice
