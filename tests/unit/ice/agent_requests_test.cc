// SPDX-License-Identifier: GPL-3.0-or-later
//
// What others ask of an agent: strangers, forgers, repeaters.

#include <gtest/gtest.h>

#include "network.h"

namespace rtpengine::ice {
namespace {

class AgentRequestsTest : public ::testing::Test {
 protected:
  AgentRequestsTest()
      : network_(3), party_(&network_, config(Role::controlled, "BBBB", {"198.51.100.1"})) {}

  Message check(std::string_view password, bool use_candidate = false,
                std::string_view asker = "AAAA") {
    Check made;
    made.id = TransactionId{9};
    made.priority = 100;
    made.tie_breaker = 5;
    made.use_candidate = use_candidate;
    const Credentials to = {"BBBB", std::string(password)};
    const StunWriter writer = make_check(made, {std::string(asker), ""}, to, {});
    return {writer.bytes().begin(), writer.bytes().end()};
  }

  PacketFate ask(const Message& bytes, std::uint16_t port = 7000) {
    return party_.agent.on_packet(0, endpoint("192.0.2.66", port), bytes, network_.now);
  }

  void know_peer() {
    party_.agent.set_remote(describe_config(config(Role::controlling, "AAAA", {"192.0.2.1"})), 0);
  }

  static constexpr std::string_view kGood = "BBBBPasswordOf22Characters";
  Network network_;
  Party party_;
};

TEST_F(AgentRequestsTest, WithoutCredentialsNothingIsAmplifiedAndNoStateIsMade) {
  know_peer();
  const std::size_t pairs = party_.agent.check_list().pairs().size();
  for (const Message& bytes : {check("wrong"), hex("00010000 2112a442 000102030405060708090a0b"),
                               hex("00010004 2112a442 000102030405060708090a0b 80220000")}) {
    const std::size_t before = network_.sent.size();
    EXPECT_EQ(ask(bytes), PacketFate::refused);
    for (std::size_t i = before; i < network_.sent.size(); ++i) {
      EXPECT_LE(network_.sent[i].bytes.size(), bytes.size());
    }
  }
  EXPECT_EQ(network_.sent.size(), 1u);
  EXPECT_EQ(party_.agent.check_list().pairs().size(), pairs);
  EXPECT_EQ(party_.agent.check_list().remotes().size(), 1u);
}

TEST_F(AgentRequestsTest, AskersWithCredentialsAreBounded) {
  for (std::uint16_t port = 1; port < 100; ++port) ask(check(kGood), port);
  EXPECT_EQ(party_.agent.early_requests(), Limits().early_requests);
  know_peer();
  for (std::uint16_t port = 1; port < 1000; ++port) ask(check(kGood), port);
  EXPECT_LE(party_.agent.check_list().remotes().size(), 1 + Limits().peer_reflexive);
  EXPECT_EQ(ask(check(kGood), 5), PacketFate::answered);
  EXPECT_EQ(ask(check(kGood), 2000), PacketFate::limited);
}

TEST_F(AgentRequestsTest, ANominationRepeatedFromElsewhereSelectsNothing) {
  know_peer();
  for (int i = 0; i < 50; ++i) ask(check(kGood, true));
  network_.run_for(60 * kSecond);
  EXPECT_TRUE(party_.selections.empty());
  EXPECT_TRUE(party_.validated.empty());
}

// It has restarted; what would be answered in the generation of before would be taken for proof
// that our credentials of before are good in the new one.
TEST_F(AgentRequestsTest, ACheckOfAGenerationThatIsNotKnownYetIsNotAnswered) {
  EXPECT_EQ(ask(check(kGood, true, "A222")), PacketFate::answered) << "nothing is known yet";
  know_peer();
  const std::size_t before = network_.sent.size();
  EXPECT_EQ(ask(check(kGood, true, "A222")), PacketFate::ignored);
  party_.agent.restart({"B222", "B222PasswordOf22Characters"});
  EXPECT_EQ(ask(check(kGood, true, "A222")), PacketFate::ignored);
  EXPECT_EQ(network_.sent.size(), before);
  EXPECT_EQ(ask(check(kGood)), PacketFate::answered) << "consent of the generation of before";
}

TEST_F(AgentRequestsTest, UnknownAttributesAreNamed) {
  StunWriter writer(StunClass::request, kBinding, TransactionId{1});
  writer.add_username("BBBB", "AAAA");
  writer.add_flag(static_cast<StunAttribute>(0x7777));
  writer.add_integrity(kGood);
  writer.add_fingerprint();
  EXPECT_EQ(ask({writer.bytes().begin(), writer.bytes().end()}), PacketFate::malformed);
  StunMessage answer;
  ASSERT_EQ(parse_stun(network_.sent.back().bytes, &answer), StunDefect::none);
  EXPECT_EQ(answer.error_code, 420);
  EXPECT_TRUE(has_integrity(answer, kGood));
}

TEST_F(AgentRequestsTest, IndicationsAndGarbage) {
  EXPECT_EQ(ask(hex("00110000 2112a442 000102030405060708090a0b")), PacketFate::ignored);
  EXPECT_EQ(ask({}), PacketFate::malformed);
  EXPECT_EQ(party_.agent.on_packet(7, endpoint("192.0.2.66", 1), check(kGood), 0),
            PacketFate::malformed);
  EXPECT_TRUE(network_.sent.empty());
}

}  // namespace
}  // namespace rtpengine::ice
