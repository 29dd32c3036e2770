// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls whose media goes where ICE has found a way.
#include "plugins/ice/media_ice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "plugin_bench.h"

namespace rtpengine::ice {
namespace {

using testing::Contains;
using testing::HasSubstr;

const net::Endpoint kF = at("192.0.2.1", 4000);
const net::Endpoint kT = at("192.0.2.2", 5000);

std::string way(const net::Endpoint& from, const net::Endpoint& to) {
  return from.to_string() + ">" + to.to_string();
}

/// f speaks plain RTP, or ICE if the test wants it; t speaks ICE and is controlled.
class MediaIceTest : public testing::Test {
 protected:
  /// t is found.
  void set_up() {
    const std::string offered = host_.offer("");
    ufrag_of_t_ = value_of(offered, "ice-ufrag");
    t_.hear(offered);
    host_.answer(t_.lines());
  }
  void set_up_both() {
    t_.hear(host_.offer(f_.lines(), {{"ICE", "force"}}));
    f_.hear(host_.answer(t_.lines(), {{"ICE", "force"}}));
  }
  std::string to_t() { return host_.relayed(kF, host_.local("f", 0)); }

  PluginBench host_;
  Phone f_{host_, Role::controlling, "FFFF", {kF}};
  Phone t_{host_, Role::controlled, "TTTT", {kT}};
  std::string ufrag_of_t_;  ///< of ours towards t
};

TEST_F(MediaIceTest, FindsTheWayAndMediaGoesIt) {
  set_up();
  host_.run(base::kSecond);
  ASSERT_TRUE(t_.done());
  EXPECT_EQ(t_.selected(), host_.local("t", 0));
  EXPECT_EQ(t_.selected(Component::rtcp), host_.local("t", 0, media::Component::rtcp));
  EXPECT_EQ(to_t(), way(host_.local("t", 0), kT));
  EXPECT_EQ(host_.relayed(kT, host_.local("t", 0)), way(host_.local("f", 0), kF));
  EXPECT_THAT(host_.flags("t"), testing::IsSupersetOf({"ICE", "ICE controlling"}));
  EXPECT_THAT(host_.log, Contains(HasSubstr("192.0.2.2:5000 selected for component 1")));
}

TEST_F(MediaIceTest, BothPartiesHaveAgents) {
  set_up_both();
  host_.run(base::kSecond);
  ASSERT_TRUE(f_.done());
  ASSERT_TRUE(t_.done());
  EXPECT_EQ(to_t(), way(host_.local("t", 0), kT));
  EXPECT_EQ(host_.relayed(kT, host_.local("t", 0)), way(host_.local("f", 0), kF));
  EXPECT_THAT(host_.flags("f"), Contains("ICE"));
  EXPECT_THAT(host_.flags("f"), testing::Not(Contains("ICE controlling"))) << "f offered";
}

TEST_F(MediaIceTest, AnotherAddressOfOursIsUsedWhereTheFirstIsNotReached) {
  t_.loses = [&](const net::Endpoint& ours) {
    return ours.address == host_.bench.interfaces.first()->addresses[0].address;
  };
  set_up();
  host_.run(5 * base::kSecond);
  ASSERT_TRUE(t_.done());
  EXPECT_EQ(t_.selected(), host_.local("t", 1));
  EXPECT_EQ(to_t(), way(host_.local("t", 1), kT));
}

TEST_F(MediaIceTest, APartyBehindANatIsFoundWhereItComesFrom) {
  const net::Endpoint nat = at("203.0.113.7", 7000);
  t_.nat[kT.to_string()] = nat;
  t_.nat[at("192.0.2.2", 5001).to_string()] = at("203.0.113.7", 7001);
  set_up();
  host_.run(3 * base::kSecond);
  ASSERT_TRUE(t_.done());
  EXPECT_EQ(to_t(), way(host_.local("t", 0), nat));
  EXPECT_EQ(host_.relayed(nat, host_.local("t", 0)), way(host_.local("f", 0), kF));
}

TEST_F(MediaIceTest, AStrangerGetsNothingAndMovesNothing) {
  set_up();
  host_.run(base::kSecond);
  const net::Endpoint stranger = at("203.0.113.9", 9000);
  Phone liar(host_, Role::controlled, "LIAR", {stranger});
  liar.agent.set_remote(ice_of(host_.re_offer("")).description, host_.bench.now);
  const std::string packet("\x00\x01\x00\x00\x21\x12\xa4\x42 abcdefghijk", 20);
  host_.deliver(stranger, host_.local("t", 0), packet);
  for (const auto& sent : host_.bench.io.sent) {
    EXPECT_TRUE(sent.to != stranger || sent.data.size() <= packet.size());
  }
  host_.run(2 * base::kSecond);
  EXPECT_FALSE(liar.done());
  EXPECT_EQ(host_.relayed(stranger, host_.local("t", 0)), "-");
  EXPECT_EQ(to_t(), way(host_.local("t", 0), kT));
}

TEST_F(MediaIceTest, AnOfferAfterwardsNamesWhatWasFound) {
  set_up();
  host_.run(base::kSecond);
  const net::Endpoint before = host_.local("t", 0);
  const std::string first = host_.re_offer("");
  EXPECT_EQ(value_of(first, "remote-candidates"), "1 192.0.2.2 5000 2 192.0.2.2 5001");
  EXPECT_EQ(ice_of(first).description.candidates.size(), 2u) << first;
  t_.hear(first);
  host_.answer(t_.lines());
  host_.run(base::kSecond);
  EXPECT_EQ(host_.local("t", 0), before);
  EXPECT_EQ(to_t(), way(before, kT));
}

TEST_F(MediaIceTest, WhatIsSignalledLaterDoesNotMoveMedia) {
  set_up();
  host_.run(base::kSecond);
  host_.re_offer("");
  host_.answer_as({{"to-tag", "t"}}, "192.0.2.77", t_.lines());
  EXPECT_EQ(to_t(), way(host_.local("t", 0), kT));
  EXPECT_EQ(host_.relayed(at("192.0.2.77", 5000), host_.local("t", 0)), "-");
}

TEST_F(MediaIceTest, ARestartKeepsMediaUntilThereIsAnotherWay) {
  set_up_both();
  host_.run(base::kSecond);
  Phone moved(host_, Role::controlling, "GGGG", {at("192.0.2.11", 4400)});
  t_.hear(host_.re_offer(moved.lines(), {{"ICE", "force"}}));
  moved.hear(host_.answer(t_.lines(), {{"ICE", "force"}}));
  const net::Endpoint port = host_.local("f", 0);
  EXPECT_EQ(host_.relayed(kT, host_.local("t", 0)), way(port, kF));
  host_.run(base::kSecond);
  ASSERT_TRUE(moved.done());
  EXPECT_EQ(host_.relayed(kT, host_.local("t", 0)), way(port, at("192.0.2.11", 4400)));
}

TEST_F(MediaIceTest, WithoutConsentMediaIsSentNoMore) {
  set_up();
  host_.run(base::kSecond);
  EXPECT_NE(to_t(), "-");
  t_.silent = true;
  host_.run(20 * base::kSecond);
  EXPECT_NE(to_t(), "-");
  host_.run(20 * base::kSecond);
  EXPECT_EQ(to_t(), "-");
  EXPECT_THAT(host_.log, Contains(HasSubstr("component 1 is sent no more")));
}

TEST_F(MediaIceTest, ARestartAfterwardsFindsAWayAgain) {
  set_up();
  host_.run(base::kSecond);
  t_.silent = true;
  host_.run(40 * base::kSecond);
  ASSERT_EQ(to_t(), "-");
  t_.silent = false;
  t_.restart("VVVV");
  const auto signal = [&](std::string_view command, const std::string& sdp) {
    return host_.bench
        .command(command, {{"call-id", "c"}, {"from-tag", "t"}, {"to-tag", "f"}, {"sdp", sdp}})
        .sdp();
  };
  signal("offer", call::body("192.0.2.2", 5000, t_.lines()));
  t_.hear(signal("answer", call::body("192.0.2.1", 4000)));
  host_.run(2 * base::kSecond);
  ASSERT_TRUE(t_.done());
  EXPECT_EQ(to_t(), way(host_.local("t", 0), kT));
}

TEST_F(MediaIceTest, ConsentIsKeptUp) {
  set_up();
  host_.run(120 * base::kSecond);
  EXPECT_EQ(to_t(), way(host_.local("t", 0), kT));
}

TEST_F(MediaIceTest, BranchesOfOneOfferAreFoundEach) {
  Phone other(host_, Role::controlled, "UUUU", {at("192.0.2.3", 5000)});
  const std::string offered = host_.offer("");
  t_.hear(offered);
  other.hear(offered);
  host_.answer(t_.lines());
  host_.answer_as({{"to-tag", "u"}}, "192.0.2.3", other.lines());
  host_.run(2 * base::kSecond);
  EXPECT_TRUE(other.done());
  EXPECT_THAT(host_.flags("u"), Contains("ICE"));
  EXPECT_EQ(to_t(), way(host_.local("u", 0), at("192.0.2.3", 5000)));
}

TEST_F(MediaIceTest, RtcpThatSharesThePortHasNoWayOfItsOwn) {
  t_.hear(host_.offer(call::kMuxLine));
  t_.agent.drop_rtcp();
  host_.answer(t_.lines() + call::kMuxLine);
  host_.run(base::kSecond);
  ASSERT_TRUE(t_.done());
  EXPECT_FALSE(t_.agent.selected(Component::rtcp));
  host_.deliver(kF, host_.local("f", 0), media::rtcp_text());
  EXPECT_EQ(host_.bench.io.take_sent().at(0).to, kT);
}

TEST_F(MediaIceTest, ExplainSaysWhyThereIsNoWay) {
  t_.silent = true;
  set_up();
  host_.run(6 * base::kSecond);
  to_t();
  const call::Reply reply = host_.command("explain");
  EXPECT_EQ(reply.text_at({"findings", "0", "cause"}), "ice-unfinished") << reply.text("summary");
  EXPECT_THAT(reply.text_at({"findings", "0", "text"}), HasSubstr("2 candidates of it"));
}

TEST_F(MediaIceTest, ExplainSaysWhatWasFound) {
  set_up();
  host_.run(base::kSecond);
  EXPECT_THAT(
      host_.command("explain").words({"media", "1", "sentences"}),
      Contains("Its ICE has found its way: RTP by 192.0.2.2:5000, RTCP by 192.0.2.2:5001."));
}

/// The call moves to another process.
class MovedIceTest : public MediaIceTest {
 protected:
  std::string move() { return host_.move_to(there_); }

  PluginBench there_{"seed", host_.addresses()};
};

TEST_F(MovedIceTest, TheWayGoesOn) {
  set_up();
  host_.run(base::kSecond);
  ASSERT_EQ(move(), "");
  EXPECT_EQ(there_.relayed(kF, there_.local("f", 0)), way(there_.local("t", 0), kT));
  EXPECT_THAT(there_.flags("t"), testing::IsSupersetOf({"ICE", "ICE controlling"}));
  const std::string offered = there_.re_offer("");
  EXPECT_EQ(value_of(offered, "ice-ufrag"), ufrag_of_t_);
  EXPECT_EQ(value_of(offered, "remote-candidates"), "1 192.0.2.2 5000 2 192.0.2.2 5001");
}

TEST_F(MovedIceTest, ConsentIsAskedForThere) {
  set_up();
  host_.run(base::kSecond);
  ASSERT_EQ(move(), "");
  there_.run(10 * base::kSecond);
  ASSERT_FALSE(there_.lost.empty());
  EXPECT_EQ(there_.lost[0].to, kT);
  there_.run(31 * base::kSecond);
  EXPECT_EQ(there_.relayed(kF, there_.local("f", 0)), "-");
}

TEST_F(MovedIceTest, ChecksUnderWayAreMadeThere) {
  t_.silent = true;
  set_up();
  host_.run(base::kSecond);
  ASSERT_EQ(move(), "");
  there_.lost.clear();
  there_.run(base::kSecond);
  ASSERT_FALSE(there_.lost.empty());
  EXPECT_EQ(there_.lost[0].to, kT);
}

TEST_F(MovedIceTest, WhatPassesGoesOnPassing) {
  host_.offer(f_.lines());
  host_.answer(t_.lines());
  ASSERT_EQ(move(), "");
  EXPECT_THAT(there_.flags("f"), Contains("passthrough"));
  EXPECT_THAT(there_.re_offer(f_.lines()), HasSubstr("a=ice-ufrag:FFFF\r\n"));
}

TEST_F(MovedIceTest, WhoHasDeclinedIsNotAskedThere) {
  host_.offer("");
  host_.answer("");
  ASSERT_EQ(move(), "");
  EXPECT_TRUE(ice_of(there_.re_offer("")).lines.empty());
}

}  // namespace
}  // namespace rtpengine::ice
