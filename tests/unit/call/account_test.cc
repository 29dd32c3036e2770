// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/account.h"

#include "call/participant.h"
#include "tests/unit/call/explain_fixture.h"

namespace rtpengine::call {
namespace {

class AccountTest : public ExplainTest {
 protected:
  /// All sentences, one a line.
  std::string account(std::string_view tag) {
    std::string all;
    for (const auto& sentence : account_of(media(tag), bench_.now)) all += sentence + "\n";
    return all;
  }
  void expect(std::string_view tag, const std::string& text) {
    EXPECT_NE(account(tag).find(text), std::string::npos) << text << "\nin\n" << account(tag);
  }
};

TEST_F(AccountTest, TellsWhatArrivesWhereAndIsSent) {
  set_up();
  speak_both();
  speak("f");
  pass(3 * base::kSecond);
  expect("f", "RTP: 2 packets arrived at " + bench_.port_for("f").to_string() +
                  ", the last 3 s ago, payload type 0 (PCMU).\n");
  expect("f",
         "Its SDP says 192.0.2.1:4000; the address in use is 192.0.2.1:4000 (learned from "
         "packets by the rule 'signalled address and port').\n");
  expect("f", "1 packet sent to 192.0.2.1:4000.\n");
  expect("f", "RTCP: nothing has arrived at " + bench_.rtcp_port_for("f").to_string() + ".\n");
}

TEST_F(AccountTest, TellsThatNothingIsLearnedYet) {
  set_up();
  expect("t", "RTP: nothing has arrived at " + bench_.port_for("t").to_string() + ".\n");
  expect("t", "192.0.2.2:5000 (as signalled; nothing that may send here has been heard yet).\n");
}

TEST_F(AccountTest, TellsWhatIsNotSettled) {
  set_up();
  sent(bench_.port_for("f"), at("192.0.2.1", 4444), media::rtp_text(0));
  expect("f",
         "is 192.0.2.1:4444 (learned from packets by the rule 'signalled address, other "
         "port', not settled yet)");
}

TEST_F(AccountTest, TellsTheFlagThatSettlesIt) {
  offer(kDtmfLine, {"asymmetric"});
  expect("f", "(as signalled, by the flag asymmetric)");
}

TEST_F(AccountTest, TellsWhatWasDroppedAndWhy) {
  set_up();
  stranger(at("203.0.113.9", 4000), 2);
  expect("f",
         "Of its RTP 2 packets dropped as source-refused: the packet came from an address "
         "that may not send here (last 203.0.113.9:4000).\n");
  media("f").rtp().egress().drops().count(media::DropReason::too_many);
  expect("f", "Of what plugins send to it 1 packet dropped as too-many: ");
}

TEST_F(AccountTest, TellsWhyItIsNotInTheKernel) {
  set_up();
  expect("f", "What it sends is relayed in user space: " + media("f").offload().obstacle() + ".\n");
  speak_both();
  expect("f", "What it sends is relayed by the kernel.\n");
}

TEST_F(AccountTest, TellsWhyNothingCanBeSent) {
  offer();
  const Participant& other = *bench_.call().participants()[1];
  const auto all = account_of(*other.find_media(0), bench_.now);
  EXPECT_EQ(all.at(1), "Its SDP says no address that can be used.");
  EXPECT_EQ(all.at(2),
            "Nothing can be sent to it now: the address to send to is not known (0 packets so "
            "far).");
}

TEST_F(AccountTest, HasLittleToSayOfMediaThatIsOff) {
  offer();
  answer(kDtmfLine, 0);
  EXPECT_EQ(account("t"), "It is off and has no ports.\n");
}

TEST_F(AccountTest, EscapesWhatTheNetworkChose) {
  Arguments evil{{"from-tag", "e\x1b[2J\n"}, {"label", "l\x07"}, {"sdp", body("192.0.2.1", 4000)}};
  command("offer", std::move(evil));
  EXPECT_EQ(name_of(*bench_.call().participants()[0]), "'e\\x1b[2J\\n' (l\\x07)");
  EXPECT_EQ(name_of(*bench_.call().participants()[1]), "the party that has no tag yet");
}

TEST_F(AccountTest, CountsPacketsInWords) {
  EXPECT_EQ(packets_text(1), "1 packet");
  EXPECT_EQ(packets_text(0), "0 packets");
}

}  // namespace
}  // namespace rtpengine::call
