// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers an agent gets: right ones of a lite party, and forged ones.

#include <gtest/gtest.h>

#include "network.h"

namespace rtpengine::ice {
namespace {

class AgentResponsesTest : public ::testing::Test {
 protected:
  AgentResponsesTest()
      : network_(3), party_(&network_, config(Role::controlled, "AAAA", {"192.0.2.1"})) {
    Description remote = describe_config(config(Role::controlled, "BBBB", {"198.51.100.1"}));
    remote.lite = true;
    party_.agent.set_remote(remote, 0);
    network_.run_for(kMillisecond);
  }

  Message answer(std::string_view password) {
    StunMessage request;
    EXPECT_EQ(parse_stun(network_.sent.back().bytes, &request), StunDefect::none);
    const StunWriter writer = make_success(request, network_.sent.back().from, password, {});
    return {writer.bytes().begin(), writer.bytes().end()};
  }

  PacketFate hand_in(const Message& bytes, std::uint16_t port = 5000) {
    return party_.agent.on_packet(0, endpoint("198.51.100.1", port), bytes, network_.now);
  }

  static constexpr std::string_view kGood = "BBBBPasswordOf22Characters";
  Network network_;
  Party party_;
};

TEST_F(AgentResponsesTest, ALitePartyIsCheckedAndThenNominated) {
  EXPECT_EQ(party_.agent.role(), Role::controlling);
  ASSERT_EQ(network_.sent.size(), 1u);
  EXPECT_EQ(hand_in(answer(kGood)), PacketFate::matched);
  EXPECT_EQ(party_.validated.size(), 1u);
  ASSERT_EQ(network_.sent.size(), 2u);
  StunMessage nomination;
  ASSERT_EQ(parse_stun(network_.sent.back().bytes, &nomination), StunDefect::none);
  EXPECT_TRUE(nomination.use_candidate);
  EXPECT_TRUE(party_.selections.empty());
  EXPECT_EQ(hand_in(answer(kGood)), PacketFate::matched);
  EXPECT_EQ(party_.selections.size(), 1u);
  EXPECT_EQ(party_.agent.state(), AgentState::completed);
}

TEST_F(AgentResponsesTest, ForgedAnswersChangeNothing) {
  EXPECT_EQ(hand_in(answer("wrong")), PacketFate::refused);
  EXPECT_EQ(hand_in(answer(kGood), 5001), PacketFate::stray);
  Message other = answer(kGood);
  network_.sent.back().bytes[19] ^= 1;  // another transaction id
  StunMessage request;
  static_cast<void>(parse_stun(network_.sent.back().bytes, &request));
  const StunWriter writer = make_success(request, network_.sent.back().from, kGood, {});
  EXPECT_EQ(hand_in({writer.bytes().begin(), writer.bytes().end()}), PacketFate::stray);
  EXPECT_TRUE(party_.validated.empty());
  EXPECT_EQ(hand_in(other), PacketFate::matched);
  EXPECT_EQ(party_.validated.size(), 1u);
  EXPECT_EQ(hand_in(other), PacketFate::stray);  // repeated
}

TEST_F(AgentResponsesTest, AForbiddenConsentEndsAtOnce) {
  hand_in(answer(kGood));
  hand_in(answer(kGood));
  network_.run_for(7 * kSecond);
  StunMessage request;
  ASSERT_EQ(parse_stun(network_.sent.back().bytes, &request), StunDefect::none);
  const StunWriter forged = make_error(request, StunError::forbidden, "wrong");
  EXPECT_EQ(hand_in({forged.bytes().begin(), forged.bytes().end()}), PacketFate::refused);
  EXPECT_TRUE(party_.losses.empty());
  const StunWriter writer = make_error(request, StunError::forbidden, kGood);
  EXPECT_EQ(hand_in({writer.bytes().begin(), writer.bytes().end()}), PacketFate::matched);
  EXPECT_EQ(party_.losses, std::vector<ConsentLoss>{ConsentLoss::revoked});
}

}  // namespace
}  // namespace rtpengine::ice
