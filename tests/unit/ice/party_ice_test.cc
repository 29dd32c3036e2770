// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/ice/party_ice.h"

#include <gtest/gtest.h>

#include <string>

#include "call/sdp_body.h"

namespace rtpengine::ice {
namespace {

const std::string kSession =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const std::string kMedia = "m=audio 4000 RTP/AVP 0\r\n";
const std::string kHost = "1 1 UDP 2130706431 192.0.2.1 4000 typ host";
const std::string kRelay = "2 1 UDP 16777215 192.0.2.9 9000 typ relay raddr 192.0.2.1 rport 4000";

class PartyIceTest : public testing::Test {
 protected:
  PartyIce read(const std::string& text, std::uint32_t media = 0) {
    take(text);
    return read_ice(&*view_, media);
  }
  void take(const std::string& text) {
    text_ = text;
    session_ = sdp::Session::parse(text_);
    ASSERT_TRUE(session_) << text;
    view_.emplace(*session_);
  }
  /// The first section of the body as it is now.
  std::string section() {
    const std::string text = session_->print();
    return text.substr(text.find("m="));
  }

  static Candidate ours() {
    Candidate candidate;
    candidate.foundation = Foundation("f");
    candidate.priority = 7;
    candidate.address.family = AddressFamily::ipv4;
    candidate.address.port = 30000;
    candidate.address.address[0] = 203;
    candidate.address.address[3] = 1;
    return candidate;
  }
  const std::vector<Candidate> ours_{ours()};
  const std::string our_line_ = "a=candidate:" + print_candidate(ours()) + "\r\n";

  std::string text_;
  base::Result<sdp::Session> session_{base::Error{""}};
  std::optional<call::SdpBodyView> view_;
};

TEST_F(PartyIceTest, IsReadFromTheMedia) {
  const PartyIce party =
      read(kSession + kMedia + "a=candidate:" + kHost +
           "\r\na=ice-ufrag:abcd\r\na=ice-pwd:passwordOf22Characters\r\na=rtcp:4001\r\n");
  EXPECT_TRUE(party.uses_ice());
  EXPECT_EQ(party.description.credentials.ufrag, "abcd");
  EXPECT_EQ(party.description.candidates.size(), 1u);
  EXPECT_EQ(party.lines.size(), 3u);
}

TEST_F(PartyIceTest, TheSessionSpeaksForMediaThatDoNot) {
  const std::string session =
      kSession + "a=ice-lite\r\na=ice-ufrag:sess\r\na=ice-pwd:passwordOf22Characters\r\n";
  const std::string text =
      session + kMedia + "a=candidate:" + kHost + "\r\n" + kMedia + "a=ice-ufrag:medi\r\n";
  EXPECT_EQ(read(text).description.credentials.ufrag, "sess");
  EXPECT_TRUE(read(text).description.lite);
  EXPECT_EQ(read(text, 1).description.credentials.ufrag, "medi");
  EXPECT_TRUE(read(text, 1).uses_ice());
}

TEST_F(PartyIceTest, WhoSaysNothingDoesNotUseIce) {
  const PartyIce party = read(kSession + kMedia + "a=sendrecv\r\n");
  EXPECT_FALSE(party.uses_ice());
  EXPECT_TRUE(party.lines.empty());
  EXPECT_FALSE(read(kSession + kMedia + "a=candidate:" + kHost + "\r\n").uses_ice());
}

TEST_F(PartyIceTest, LinesAreBounded) {
  std::string text = kSession + kMedia;
  for (int i = 0; i < 1000; ++i) text += "a=candidate:" + kHost + "\r\n";
  EXPECT_EQ(read(text).lines.size(), 4 * Description::kMaxCandidates);
}

TEST_F(PartyIceTest, IsReadAgainFromItsLines) {
  const PartyIce party = read(kSession + kMedia + "a=candidate:" + kHost +
                              "\r\na=ice-ufrag:abcd\r\na=ice-pwd:passwordOf22Characters\r\n");
  const PartyIce again = read_ice(party.lines);
  EXPECT_EQ(again.lines, party.lines);
  EXPECT_EQ(again.description.credentials, party.description.credentials);
  EXPECT_EQ(again.description.candidates.size(), 1u);
}

TEST_F(PartyIceTest, OursIsWritten) {
  take(kSession + kMedia);
  write_ice(&*view_, 0, {"abcd", "passwordOf22Characters"}, ours_);
  EXPECT_EQ(section(),
            kMedia + "a=ice-ufrag:abcd\r\na=ice-pwd:passwordOf22Characters\r\n" + our_line_);
}

TEST_F(PartyIceTest, ItsOwnIsPassedOnWithOursBehind) {
  const PartyIce party =
      read(kSession + "a=ice-lite\r\n" + kMedia + "a=ice-ufrag:abcd\r\n" + "a=candidate:" + kRelay +
           "\r\na=end-of-candidates\r\n" + "a=candidate:" + kHost + "\r\na=candidate:what\r\n");
  take(kSession + kMedia);
  write_passed(&*view_, 0, party, false, ours_);
  EXPECT_EQ(section(), kMedia + "a=ice-ufrag:abcd\r\na=candidate:" + kRelay +
                           "\r\na=candidate:" + kHost + "\r\na=candidate:what\r\n" + our_line_ +
                           "a=end-of-candidates\r\n");
  EXPECT_NE(session_->print().find("a=ice-lite\r\nm="), std::string::npos) << session_->print();
}

TEST_F(PartyIceTest, WithoutItsRelaysIfThatIsWanted) {
  const PartyIce party =
      read(kSession + kMedia + "a=candidate:" + kRelay + "\r\na=candidate:" + kHost + "\r\n");
  take(kSession + kMedia);
  write_passed(&*view_, 0, party, true, {});
  EXPECT_EQ(section(), kMedia + "a=candidate:" + kHost + "\r\n");
}

TEST_F(PartyIceTest, WhatIsOfTheSessionIsWrittenOnce) {
  const PartyIce party = read(kSession + "a=ice-lite\r\n" + kMedia + kMedia);
  take(kSession + kMedia + kMedia);
  write_passed(&*view_, 0, party, false, {});
  write_passed(&*view_, 1, party, false, {});
  const std::string text = session_->print();
  EXPECT_EQ(text.find("a=ice-lite"), text.rfind("a=ice-lite"));
}

}  // namespace
}  // namespace rtpengine::ice
