// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdp_rewrite.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

const std::string kHead =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

class SdpRewriteTest : public testing::Test {
 protected:
  SdpRewriteTest() {
    shown_.address = shown_.connection = *net::IpAddress::parse("203.0.113.1");
    shown_.media.push_back(relayed(30000));
  }
  ShownMedia relayed(int port) const {
    ShownMedia media;
    media.address = *net::IpAddress::parse("203.0.113.1");
    media.rtp_port = std::uint16_t(port);
    media.rtcp_port = std::uint16_t(port + 1);
    media.protocol = "RTP/AVP";
    return media;
  }
  std::string rewritten(const std::string& text) {
    auto session = sdp::Session::parse(text);
    EXPECT_TRUE(session) << text;
    rewrite(*session, shown_, request_);
    return session->print();
  }
  /// What becomes of one audio section with these lines, without the session level.
  std::string section(const std::string& lines) {
    const std::string text = rewritten(kHead + "m=audio 4000 RTP/AVP 0\r\n" + lines);
    return text.substr(text.find("m="));
  }
  /// The session level with further lines behind t=.
  std::string session_level(const std::string& lines) {
    const std::string text =
        rewritten(kHead + lines + "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\n");
    return text.substr(0, text.find("m="));
  }

  ShownSession shown_;
  Request request_;
};

TEST_F(SdpRewriteTest, WritesPortAndWhatBelongsToIt) {
  EXPECT_EQ(section(""), "m=audio 30000 RTP/AVP 0\r\na=sendrecv\r\na=rtcp:30001\r\n");
}

TEST_F(SdpRewriteTest, AppendsItsLinesInAFixedOrder) {
  shown_.media[0].mid = "a1";
  shown_.media[0].rtcp_mux = true;
  EXPECT_EQ(
      section("a=rtcp-mux\r\na=sendonly\r\na=mid:old\r\na=rtcp:9\r\na=rtpmap:0 PCMU/8000\r\n"),
      "m=audio 30000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=mid:a1\r\na=sendrecv\r\n"
      "a=rtcp:30001\r\na=rtcp-mux\r\n");
}

TEST_F(SdpRewriteTest, KeepsWhatItDoesNotKnow) {
  const std::string lines =
      "i=title\r\nb=AS:64\r\na=custom:1\r\na=ssrc:1 cname:x\r\na=maxptime:40\r\n";
  EXPECT_EQ(section(lines),
            "m=audio 30000 RTP/AVP 0\r\n" + lines + "a=sendrecv\r\na=rtcp:30001\r\n");
}

TEST_F(SdpRewriteTest, TakesOutWhatEndsHere) {
  EXPECT_EQ(
      section("a=ice-ufrag:u\r\na=ice-pwd:p\r\na=candidate:1 1 UDP 1 192.0.2.1 4000 typ host\r\n"
              "a=end-of-candidates\r\na=fingerprint:sha-256 AA\r\na=setup:actpass\r\n"),
      section(""));
}

TEST_F(SdpRewriteTest, WritesTheFullFormOfRtcp) {
  request_.full_rtcp_attribute = true;
  EXPECT_EQ(section(""),
            "m=audio 30000 RTP/AVP 0\r\na=sendrecv\r\na=rtcp:30001 IN IP4 203.0.113.1\r\n");
}

TEST_F(SdpRewriteTest, LeavesOutRtcpWhenAsked) {
  request_.no_rtcp_attribute = true;
  EXPECT_EQ(section(""), "m=audio 30000 RTP/AVP 0\r\na=sendrecv\r\n");
}

TEST_F(SdpRewriteTest, WritesNoRtcpForWhatIsNoRtp) {
  shown_.media[0].is_rtp = false;
  shown_.media[0].protocol = "udptl";
  EXPECT_EQ(section(""), "m=audio 30000 udptl 0\r\na=sendrecv\r\n");
}

TEST_F(SdpRewriteTest, KeepsTheDirectionAsItStandsWhenAsked) {
  request_.original_sendrecv = true;
  EXPECT_EQ(section("a=sendonly\r\na=custom\r\n"),
            "m=audio 30000 RTP/AVP 0\r\na=sendonly\r\na=custom\r\na=rtcp:30001\r\n");
}

TEST_F(SdpRewriteTest, StatesTheDirection) {
  shown_.media[0].direction = sdp::Direction::inactive;
  EXPECT_EQ(section("a=sendrecv\r\n"), "m=audio 30000 RTP/AVP 0\r\na=inactive\r\na=rtcp:30001\r\n");
}

TEST_F(SdpRewriteTest, GivesASectionAnAddressOfItsOwnWhereItDiffers) {
  shown_.media[0].address = *net::IpAddress::parse("2001:db8::1");
  EXPECT_EQ(section(""),
            "m=audio 30000 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\na=sendrecv\r\na=rtcp:30001\r\n");
}

TEST_F(SdpRewriteTest, EmptiesASectionThatIsOff) {
  shown_.media[0].off = true;
  EXPECT_EQ(section("c=IN IP4 192.0.2.1\r\na=custom\r\na=sendonly\r\n"),
            "m=audio 0 RTP/AVP 0\r\nc=IN IP4 203.0.113.1\r\n");
}

TEST_F(SdpRewriteTest, ForgetsANumberOfPorts) {
  const std::string text = rewritten(kHead + "m=audio 4000/2 RTP/AVP 0\r\n");
  EXPECT_NE(text.find("m=audio 30000 RTP/AVP 0\r\n"), std::string::npos);
}

TEST_F(SdpRewriteTest, LeavesWhatIsNotRelayedAlone) {
  shown_.media[0].untouched = true;
  EXPECT_EQ(section("a=sendonly\r\na=mid:x\r\n"),
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\na=sendonly\r\na=mid:x\r\n")
      << "the address that was in force stays in force";
}

TEST_F(SdpRewriteTest, ReplacesTheSessionsAddressWhereASectionHasNone) {
  EXPECT_EQ(rewritten(kHead + "m=audio 4000 RTP/AVP 0\r\n").find("192.0.2.1"),
            kHead.find("192.0.2.1"))
      << "only o= is left";
}

TEST_F(SdpRewriteTest, KeepsTheSessionsAddressWhereNobodyNeedsIt) {
  EXPECT_EQ(session_level(""), kHead);
}

TEST_F(SdpRewriteTest, ReplacesWhatItIsToldTo) {
  request_.replace.origin = true;
  request_.replace.session_connection = true;
  EXPECT_EQ(session_level(""),
            "v=0\r\no=- 1 1 IN IP4 203.0.113.1\r\ns=-\r\nc=IN IP4 203.0.113.1\r\nt=0 0\r\n");
}

TEST_F(SdpRewriteTest, TakesSessionAttributesOutThatEndHere) {
  EXPECT_EQ(session_level("a=group:BUNDLE a\r\na=group:LS 1 2\r\na=extmap:1 x\r\na=sendonly\r\n"
                          "a=ice-lite\r\na=fingerprint:sha-256 AA\r\na=setup:active\r\na=tool:x\r\n"
                          "a=rtpengine:abcdefabcdef\r\n"),
            kHead + "a=group:LS 1 2\r\na=tool:x\r\n");
}

TEST_F(SdpRewriteTest, KeepsTheSessionsDirectionWhenAsked) {
  request_.original_sendrecv = true;
  EXPECT_EQ(session_level("a=sendonly\r\n"), kHead + "a=sendonly\r\n");
}

TEST_F(SdpRewriteTest, MarksWhatWentThroughUs) {
  shown_.loop_mark = "0123456789ab";
  EXPECT_EQ(session_level("a=tool:x\r\n"), kHead + "a=tool:x\r\na=rtpengine:0123456789ab\r\n");
}

TEST_F(SdpRewriteTest, ShowsABundleOfOneMediaWithMuxAlone) {
  ShownMedia& media = shown_.media[0];
  media.mid = "a1";
  media.bundle = true;
  EXPECT_EQ(session_level("a=group:BUNDLE a b\r\n"), kHead);
  media.rtcp_mux = true;
  EXPECT_EQ(session_level("a=group:BUNDLE a b\r\n"), kHead + "a=group:BUNDLE a1\r\n");
  media.off = true;
  EXPECT_EQ(session_level("a=group:BUNDLE a b\r\n"), kHead);
}

TEST_F(SdpRewriteTest, TakesABodyWithoutMedia) { EXPECT_EQ(rewritten(kHead), kHead); }

TEST_F(SdpRewriteTest, LeavesMediaThatItDoesNotRelayWhatTheSessionSaidOfTls) {
  shown_.media[0].untouched = true;
  const std::string text =
      rewritten(kHead + "a=fingerprint:sha-256 AA\r\na=setup:active\r\na=ice-ufrag:u\r\n" +
                "m=message 4000 TCP/TLS/MSRP *\r\na=setup:actpass\r\n");
  EXPECT_EQ(text.substr(text.find("m=")),
            "m=message 4000 TCP/TLS/MSRP *\r\nc=IN IP4 192.0.2.1\r\na=setup:actpass\r\n"
            "a=fingerprint:sha-256 AA\r\n");
}

TEST_F(SdpRewriteTest, ShowsAHoldOfAllMediaInTheSessionAsItCame) {
  request_.replace.origin = true;
  shown_.connection = shown_.media[0].address = *net::IpAddress::parse("0.0.0.0");
  const std::string text = rewritten(kHead + "m=audio 4000 RTP/AVP 0\r\n");
  EXPECT_NE(text.find("o=- 1 1 IN IP4 203.0.113.1\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("c=IN IP4 0.0.0.0\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\na="),
            std::string::npos)
      << text;
}

TEST_F(SdpRewriteTest, LeavesKeysToTheParties) {
  const std::string keys =
      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:key\r\na=fingerprint:sha-256 "
      "AB\r\na=setup:active\r\n";
  EXPECT_EQ(section(keys), "m=audio 30000 RTP/AVP 0\r\na=sendrecv\r\na=rtcp:30001\r\n");
  shown_.media[0].leaves_keys = true;
  shown_.media[0].protocol = "UDP/TLS/RTP/SAVP";
  EXPECT_EQ(section(keys + "a=ice-ufrag:abcd\r\n"),
            "m=audio 30000 UDP/TLS/RTP/SAVP 0\r\n" + keys + "a=sendrecv\r\na=rtcp:30001\r\n");
}

TEST_F(SdpRewriteTest, WhatIsLeftKeepsTheKeysOfTheSession) {
  shown_.media[0].leaves_keys = true;
  const std::string fingerprint = "a=fingerprint:sha-256 AB\r\n";
  const std::string text = rewritten(kHead + fingerprint + "m=audio 4000 RTP/AVP 0\r\n");
  EXPECT_GT(text.find(fingerprint), text.find("m=")) << text;
  EXPECT_NE(text.find(fingerprint), std::string::npos) << text;
}

TEST_F(SdpRewriteTest, LeavesAddressesToTheParties) {
  shown_.media[0].leaves_addresses = true;
  EXPECT_EQ(section("a=rtcp:4009\r\n"),
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\na=rtcp:4009\r\na=sendrecv\r\n");
  EXPECT_EQ(section("c=IN IP4 192.0.2.7\r\n"),
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 192.0.2.7\r\na=sendrecv\r\n");
  request_.replace.origin = request_.replace.session_connection = true;
  EXPECT_EQ(session_level(""), kHead);
}

TEST_F(SdpRewriteTest, WhatIsOffLeavesNothing) {
  shown_.media[0].leaves_addresses = shown_.media[0].leaves_keys = true;
  shown_.media[0].off = true;
  EXPECT_TRUE(section("a=fingerprint:sha-256 AB\r\n").starts_with("m=audio 0 "));
}

}  // namespace
}  // namespace rtpengine::call
