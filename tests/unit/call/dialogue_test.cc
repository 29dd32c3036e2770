// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tags, branches and forks: who a message is from, and who it is for.
#include "call/dialogue.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/unit/call/bench.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

/// Offers and answers through the whole engine, since ports belong to the rules.
class DialogueTest : public testing::Test {
 protected:
  struct Message {
    std::string from, to, branch;
  };
  /// The port shown to the receiver.
  int offer(const Message& message) { return send("offer", message); }
  int answer(const Message& message) { return send("answer", message); }
  int send(std::string_view command, const Message& message) {
    Arguments arguments{{"call-id", "c"}, {"from-tag", message.from}};
    if (!message.to.empty()) arguments.set("to-tag", message.to);
    if (!message.branch.empty()) arguments.set("via-branch", message.branch);
    const std::string& sender = command == "offer" ? message.from : message.to;
    const std::string sdp = body(address_of(sender), 4000);
    arguments.set("sdp", sdp);
    const Reply reply = bench_.command(command, arguments);
    EXPECT_EQ(reply.result(), "ok") << reply.reason();
    last_ = reply.sdp();
    return Shown(last_).port;
  }
  /// Each tag has an address of its own.
  std::string address_of(const std::string& tag) {
    const auto number = addresses_.emplace(tag, addresses_.size() + 1).first->second;
    return "192.0.2." + std::to_string(number);
  }
  std::size_t parties() { return bench_.call().participants().size(); }
  /// Tag of the party that this one is in dialogue with; "-" if none.
  std::string peer_of(std::string_view tag) {
    const Participant* peer = bench_.party(tag).peer();
    return peer == nullptr ? "-" : peer->tag();
  }
  /// To whom a packet of `tag` goes that arrives on this port; "" if nowhere.
  std::string reached(const std::string& tag, int port) {
    const net::IpAddress local = bench_.interfaces.first()->addresses.front().address;
    const auto sent =
        bench_.deliver({local, std::uint16_t(port)}, at(address_of(tag), 4000), media::rtp_text(0));
    if (sent.empty()) return "";
    for (const auto& [name, number] : addresses_) {
      if (sent.front().to.address == net::test::ip(address_of(name))) return name;
    }
    return "?";
  }

  Bench bench_;
  std::map<std::string, std::size_t> addresses_;
  std::string last_;
};

TEST_F(DialogueTest, AFirstOfferMakesAPartyAndANamelessPeer) {
  offer({"f", "", ""});
  EXPECT_EQ(parties(), 2u);
  EXPECT_EQ(peer_of("f"), "");
}

TEST_F(DialogueTest, TheFirstAnswerNamesThePeer) {
  offer({"f", "", ""});
  answer({"f", "t", ""});
  EXPECT_EQ(parties(), 2u);
  EXPECT_EQ(peer_of("f"), "t");
  EXPECT_EQ(peer_of("t"), "f");
}

TEST_F(DialogueTest, TheSameOfferAgainShowsTheSamePorts) {
  const int port = offer({"f", "", ""});
  EXPECT_EQ(offer({"f", "", ""}), port);
  EXPECT_EQ(parties(), 2u);
}

TEST_F(DialogueTest, ReOffersFromEitherSideShowTheSamePorts) {
  const int to_t = offer({"f", "", ""});
  const int to_f = answer({"f", "t", ""});
  EXPECT_EQ(offer({"f", "t", ""}), to_t);
  EXPECT_EQ(offer({"t", "f", ""}), to_f);
  EXPECT_EQ(answer({"t", "f", ""}), to_t);
  EXPECT_EQ(parties(), 2u);
}

TEST_F(DialogueTest, TheCalledSideMayOfferBeforeItAnswers) {
  const int to_t = offer({"f", "", ""});
  offer({"t", "f", ""});
  EXPECT_EQ(parties(), 2u) << "it is the peer that had no name";
  EXPECT_EQ(peer_of("f"), "t");
  EXPECT_EQ(answer({"t", "f", ""}), to_t);
}

TEST_F(DialogueTest, AnAnswerForATagThatNeverOfferedMakesADialogueOfItsOwn) {
  offer({"f", "", ""});
  answer({"x", "t", ""});
  EXPECT_EQ(peer_of("x"), "t");
  EXPECT_EQ(peer_of("t"), "x");
  EXPECT_EQ(peer_of("f"), "");
}

TEST_F(DialogueTest, APartyMayTalkToItself) {
  const int to_peer = offer({"f", "", ""});
  const int to_f = answer({"f", "f", ""});
  EXPECT_EQ(parties(), 2u) << "two separate parties";
  EXPECT_NE(to_peer, to_f);
  EXPECT_EQ(offer({"f", "f", ""}), to_peer);
  EXPECT_EQ(parties(), 2u);
}

TEST_F(DialogueTest, AnOfferToItselfAtOnceMakesTwoParties) {
  const int port = offer({"f", "f", ""});
  EXPECT_EQ(parties(), 2u);
  EXPECT_EQ(offer({"f", "f", ""}), port);
  answer({"f", "f", ""});
  EXPECT_EQ(parties(), 2u);
}

TEST_F(DialogueTest, ForksWithoutBranchesShareThePortsOfTheOffer) {
  offer({"f", "", ""});
  const int first = answer({"f", "t1", ""});
  EXPECT_EQ(answer({"f", "t2", ""}), first);
  EXPECT_EQ(parties(), 3u);
  EXPECT_EQ(peer_of("f"), "t2");
  EXPECT_EQ(peer_of("t1"), "f") << "it stays known";
}

TEST_F(DialogueTest, InAForkTheLastToAnswerIsHeard) {
  const int to_callees = offer({"f", "", ""});
  const int to_f = answer({"f", "t1", ""});
  EXPECT_EQ(reached("t1", to_callees), "f");
  answer({"f", "t2", ""});
  EXPECT_EQ(reached("f", to_f), "t2");
  EXPECT_EQ(reached("t2", to_callees), "f");
  answer({"f", "t1", ""});
  EXPECT_EQ(peer_of("f"), "t1");
  EXPECT_EQ(reached("t1", to_callees), "f");
  EXPECT_EQ(reached("f", to_f), "t1");
}

TEST_F(DialogueTest, ForksShareTheOfferOfRtcpMuxToo) {
  const std::string mux = body("192.0.2.1", 4000, kMuxLine);
  bench_.command("offer", {{"call-id", "c"}, {"from-tag", "f"}, {"sdp", mux}});
  for (const char* tag : {"t1", "t2"}) {
    const std::string theirs = body("192.0.2.9", tag[1] == '1' ? 5000 : 6000, kMuxLine);
    const Reply reply = bench_.command(
        "answer", {{"call-id", "c"}, {"from-tag", "f"}, {"to-tag", tag}, {"sdp", theirs}});
    EXPECT_TRUE(Shown(reply.sdp()).mux) << tag;
    EXPECT_TRUE(bench_.party(tag).media(0).rtp().multiplexed()) << tag;
  }
}

TEST_F(DialogueTest, EachBranchGetsPortsOfItsOwn) {
  const int first = offer({"f", "", "b1"});
  const int second = offer({"f", "", "b2"});
  EXPECT_NE(first, second);
  EXPECT_EQ(offer({"f", "", "b1"}), first);
  EXPECT_EQ(parties(), 3u);
  const int first_to_f = answer({"f", "t1", "b1"});
  const int to_f = answer({"f", "t2", "b2"});
  EXPECT_NE(to_f, first_to_f) << "each answers to an endpoint of its own";
  EXPECT_EQ(parties(), 3u) << "the peers were found by their branches";
  EXPECT_EQ(bench_.party("t1").via_branch(), "b1");
  EXPECT_EQ(bench_.party("t2").via_branch(), "b2");
  EXPECT_EQ(reached("t1", first), "f");
  EXPECT_EQ(reached("t2", second), "f");
  EXPECT_EQ(reached("f", to_f), "t2");
}

TEST_F(DialogueTest, BranchesMayAnswerInAnyOrder) {
  offer({"f", "", "b1"});
  offer({"f", "", "b2"});
  answer({"f", "t2", "b2"});
  answer({"f", "t1", "b1"});
  EXPECT_EQ(bench_.party("t1").via_branch(), "b1");
  EXPECT_EQ(peer_of("f"), "t1");
}

TEST_F(DialogueTest, ABranchLabelsAPeerThatHasNone) {
  const int port = offer({"f", "", ""});
  EXPECT_EQ(offer({"f", "", "b1"}), port);
  EXPECT_EQ(parties(), 2u);
  EXPECT_EQ(bench_.call().find_branch("b1"), bench_.party("f").peer());
}

TEST_F(DialogueTest, AFurtherBranchDoesNotInterruptTheDialogueThatIsUp) {
  offer({"f", "", "b1"});
  const int to_f = answer({"f", "t1", "b1"});
  const int to_second = offer({"f", "", "b2"});
  EXPECT_EQ(peer_of("f"), "t1");
  EXPECT_EQ(reached("f", to_f), "t1");
  addresses_.emplace("early", addresses_.size() + 1);
  EXPECT_EQ(reached("early", to_second), "f") << "early media of the further branch is heard";
}

TEST_F(DialogueTest, ABranchThatWasAnsweredMayBeForkedAgain) {
  offer({"f", "", "b1"});
  answer({"f", "t1", "b1"});
  answer({"f", "t2", "b1"});
  EXPECT_EQ(parties(), 3u);
  EXPECT_EQ(peer_of("f"), "t2");
}

TEST_F(DialogueTest, AReOfferWithATagGoesBackToThatParty) {
  offer({"f", "", "b1"});
  offer({"f", "", "b2"});
  answer({"f", "t1", "b1"});
  answer({"f", "t2", "b2"});
  offer({"f", "t1", ""});
  EXPECT_EQ(peer_of("f"), "t1");
}

TEST_F(DialogueTest, AnOfferToAnUnknownTagNamesThePeer) {
  const int port = offer({"f", "", ""});
  EXPECT_EQ(offer({"f", "t", ""}), port);
  EXPECT_EQ(parties(), 2u);
  EXPECT_EQ(peer_of("f"), "t");
}

TEST_F(DialogueTest, AnOfferFromATransferTargetMakesANewParty) {
  offer({"f", "", ""});
  answer({"f", "t", ""});
  offer({"new", "t", ""});
  EXPECT_EQ(parties(), 3u);
  EXPECT_EQ(peer_of("t"), "new") << "the last to signal is the active peer"
                                 << " of the party it names";
}

}  // namespace
}  // namespace rtpengine::call
