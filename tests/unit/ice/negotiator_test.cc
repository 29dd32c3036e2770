// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is shown which ICE in offers and answers.
#include "plugins/ice/negotiator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin_bench.h"

namespace rtpengine::ice {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kUfragOfF = "a=ice-ufrag:FFFF\r\n";
const std::string kUfragOfT = "a=ice-ufrag:TTTT\r\n";
const std::string kRelay =
    "a=candidate:9 1 UDP 16777215 192.0.2.9 9000 typ relay raddr 192.0.2.1 rport 4000\r\n";

class NegotiatorTest : public testing::Test {
 protected:
  explicit NegotiatorTest(std::string ice_default = "seed") : host_(std::move(ice_default)) {}

  static call::Arguments ice(std::string_view word) { return {{"ICE", word}}; }
  bool is_ours(const Candidate& candidate) {
    const auto& all = host_.bench.interfaces.first()->addresses;
    return std::any_of(all.begin(), all.end(), [&](const net::LocalAddress& local) {
      return local.address == call::from_sdk(candidate.address).address;
    });
  }
  /// How many candidates of a body are ports of ours.
  std::size_t ours(const std::string& sdp) {
    const auto all = ice_of(sdp).description.candidates;
    return std::size_t(std::count_if(
        all.begin(), all.end(), [this](const Candidate& candidate) { return is_ours(candidate); }));
  }
  static bool plain(const std::string& sdp) { return ice_of(sdp).lines.empty(); }
  /// Only our candidates are in it: both components on both addresses.
  void expect_own(const std::string& sdp) {
    EXPECT_EQ(ice_of(sdp).description.candidates.size(), 4u) << sdp;
    EXPECT_EQ(ours(sdp), 4u) << sdp;
    EXPECT_TRUE(ice_of(sdp).uses_ice()) << sdp;
    EXPECT_THAT(sdp, Not(HasSubstr(kUfragOfF)));
    EXPECT_THAT(sdp, Not(HasSubstr(kUfragOfT)));
  }
  /// The other party's, and ours below.
  void expect_passed(const std::string& sdp, const std::string& ufrag) {
    EXPECT_THAT(sdp, HasSubstr(ufrag));
    EXPECT_EQ(ours(sdp), 4u) << sdp;
    std::uint32_t lowest_of_theirs = UINT32_MAX;
    std::uint32_t highest_of_ours = 0;
    for (const Candidate& candidate : ice_of(sdp).description.candidates) {
      if (is_ours(candidate)) {
        highest_of_ours = std::max(highest_of_ours, candidate.priority);
      } else {
        lowest_of_theirs = std::min(lowest_of_theirs, candidate.priority);
      }
    }
    EXPECT_LT(highest_of_ours, lowest_of_theirs) << sdp;
  }

  PluginBench host_;
  Phone f_{host_, Role::controlling, "FFFF", {at("192.0.2.1", 4000)}};
  Phone t_{host_, Role::controlled, "TTTT", {at("192.0.2.2", 5000)}};
};

TEST_F(NegotiatorTest, APlainCallerIsGivenIceTowardsTheOtherSide) {
  const std::string offered = host_.offer("");
  expect_own(offered);
  const std::string answered = host_.answer(t_.lines());
  EXPECT_TRUE(plain(answered)) << answered;
}

TEST_F(NegotiatorTest, WhoDeclinesIsNotAskedAgain) {
  host_.offer("");
  EXPECT_TRUE(plain(host_.answer("")));
  EXPECT_TRUE(plain(host_.re_offer("")));
  EXPECT_TRUE(plain(host_.re_offer(f_.lines(), ice("force"))));
}

TEST_F(NegotiatorTest, AnotherDeviceMayBeAskedAgain) {
  host_.offer("");
  host_.answer("");
  call::Arguments reset;
  reset.list("flags", {"reset"});
  expect_own(host_.re_offer("", std::move(reset)));
}

TEST_F(NegotiatorTest, CandidatesThatAreThereAreJoined) {
  const std::string offered = host_.offer(f_.lines());
  expect_passed(offered, kUfragOfF);
  const std::string answered = host_.answer(t_.lines());
  expect_passed(answered, kUfragOfT);
  EXPECT_THAT(host_.flags("f"), testing::Contains("passthrough"));
  EXPECT_THAT(host_.flags("f"), Not(testing::Contains("ICE")));
  EXPECT_EQ(host_.bench.party("f").media(0).ports().selected()->addresses(), 2u);
}

TEST_F(NegotiatorTest, AnAnswerWithoutIceToWhatWasPassedIsOne) {
  host_.offer(f_.lines());
  EXPECT_TRUE(plain(host_.answer("")));
  EXPECT_THAT(host_.flags("t"), Not(testing::Contains("passthrough")));
}

TEST_F(NegotiatorTest, WhoHasAnAgentOfOursIsNotSentPastUs) {
  host_.offer("");
  host_.answer(t_.lines());
  expect_own(host_.re_offer(f_.lines()));
  const std::string answered = host_.answer(t_.lines());
  expect_own(answered);
}

TEST_F(NegotiatorTest, ForceHasOurCandidatesOnly) {
  const std::string offered = host_.offer(f_.lines(), ice("force"));
  expect_own(offered);
  const std::string answered = host_.answer(t_.lines(), ice("force"));
  expect_own(answered);
  EXPECT_NE(value_of(offered, "ice-ufrag"), value_of(answered, "ice-ufrag"));
  EXPECT_NE(value_of(offered, "ice-pwd"), value_of(answered, "ice-pwd"));
}

TEST_F(NegotiatorTest, ForceInAnAnswerIsForWhoeverOffered) {
  host_.offer("", ice("remove"));
  expect_own(host_.answer("", ice("force")));
}

TEST_F(NegotiatorTest, ForceRelayMakesUsARelay) {
  for (const char* word : {"force-relay", "force_relay", "force relay"}) {
    const std::string offered = host_.offer(f_.lines() + kRelay, ice(word));
    EXPECT_THAT(offered, HasSubstr(kUfragOfF));
    EXPECT_THAT(offered, Not(HasSubstr("192.0.2.9")));
    EXPECT_THAT(offered, HasSubstr("c=IN IP4 192.0.2.1\r\n"));
    EXPECT_EQ(call::Shown(offered).port, 4000);
    std::size_t relays = 0;
    for (const Candidate& candidate : ice_of(offered).description.candidates) {
      relays += candidate.type == CandidateType::relayed;
    }
    EXPECT_EQ(relays, 4u) << offered;
  }
}

TEST_F(NegotiatorTest, ForceRelayWithoutIceIsForce) {
  expect_own(host_.offer("", ice("force-relay")));
}

TEST_F(NegotiatorTest, RemoveTakesItAway) {
  EXPECT_TRUE(plain(host_.offer(f_.lines(), ice("remove"))));
  EXPECT_TRUE(plain(host_.answer(t_.lines(), ice("remove"))));
  EXPECT_THAT(host_.flags("f"), Not(testing::Contains("ICE")));
}

TEST_F(NegotiatorTest, OptionalOffersAndPasses) {
  expect_own(host_.offer("", ice("optional")));
  host_.answer("");
  EXPECT_TRUE(plain(host_.re_offer("", ice("optional")))) << "it has declined";
  expect_passed(host_.re_offer(f_.lines(), ice("optional")), kUfragOfF);
}

TEST_F(NegotiatorTest, ARestartIsAnsweredByOne) {
  host_.offer(f_.lines(), ice("force"));
  const std::string first = host_.answer("", ice("force"));
  host_.re_offer(f_.lines(), ice("force"));
  const std::string same = host_.answer("", ice("force"));
  EXPECT_EQ(value_of(same, "ice-ufrag"), value_of(first, "ice-ufrag"));
  f_.restart("GGGG");
  host_.re_offer(f_.lines(), ice("force"));
  const std::string other = host_.answer("", ice("force"));
  EXPECT_NE(value_of(other, "ice-ufrag"), value_of(first, "ice-ufrag"));
  EXPECT_NE(value_of(other, "ice-pwd"), value_of(first, "ice-pwd"));
}

TEST_F(NegotiatorTest, WhatIsSwitchedOffHasNone) {
  host_.offer("");
  host_.answer(t_.lines());
  EXPECT_THAT(host_.flags("t"), testing::Contains("ICE"));
  call::Arguments off{{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", "t"}};
  off.set("sdp", call::body("192.0.2.1", 0));
  EXPECT_TRUE(plain(host_.bench.command("offer", off).sdp()));
  EXPECT_THAT(host_.flags("t"), Not(testing::Contains("ICE")));
}

TEST_F(NegotiatorTest, OneComponentWhereRtcpSharesThePort) {
  call::Arguments require;
  require.list("rtcp-mux", {"require"});
  const std::string offered = host_.offer("", std::move(require));
  EXPECT_EQ(ice_of(offered).description.candidates.size(), 2u) << offered;
}

TEST_F(NegotiatorTest, MessagesWithoutABodyHaveNone) {
  call::Arguments partial{{"call-id", "c"}, {"from-tag", "f"}};
  partial.media(1, "192.0.2.1", 4000);
  EXPECT_EQ(host_.bench.command("offer", partial).result(), "ok");
  EXPECT_EQ(host_.bench.party("f").media(0).ports().selected()->addresses(), 1u);
}

class OptionalByDefault : public NegotiatorTest {
 protected:
  OptionalByDefault() : NegotiatorTest("optional") {}
};

TEST_F(OptionalByDefault, IsOfferedWhereTheCallerHasIt) {
  EXPECT_TRUE(plain(host_.offer("")));
  EXPECT_TRUE(plain(host_.answer("")));
  expect_own(host_.re_offer(f_.lines()));
}

TEST_F(OptionalByDefault, IsOfferedWhereTheOtherSideHasIt) {
  host_.offer(f_.lines());
  host_.answer(t_.lines());
  expect_own(host_.re_offer(""));
}

class RemovedByDefault : public NegotiatorTest {
 protected:
  RemovedByDefault() : NegotiatorTest("remove") {}
};

TEST_F(RemovedByDefault, IsThereWhereItIsAskedFor) {
  EXPECT_TRUE(plain(host_.offer(f_.lines())));
  EXPECT_TRUE(plain(host_.answer(t_.lines())));
  expect_own(host_.re_offer(f_.lines(), ice("force")));
  expect_own(host_.answer(t_.lines(), ice("force")));
}

}  // namespace
}  // namespace rtpengine::ice
