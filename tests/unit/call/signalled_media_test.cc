// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/signalled_media.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/call/bodies.h"
#include "tests/unit/loop/captured_log.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::call {
namespace {

/// Reads bodies; keeps the model alive that the texts point into.
class SignalledMediaTest : public testing::Test {
 protected:
  std::vector<SignalledMedia> read(const std::string& text, bool sip_source = false) {
    auto parsed = sdp::Session::parse(text);
    EXPECT_TRUE(parsed) << text;
    sessions_.push_back(std::move(*parsed));
    return signalled_by(sessions_.back(), request_, sip_source);
  }
  SignalledMedia one(const std::string& text, bool sip_source = false) {
    const auto all = read(text, sip_source);
    EXPECT_EQ(all.size(), 1u);
    return all.at(0);
  }

  Request request_;
  std::vector<sdp::Session> sessions_;
};

TEST_F(SignalledMediaTest, TakesAddressAndPortAndTheNextPortForRtcp) {
  const auto media = one(body("192.0.2.1", 4000));
  EXPECT_EQ(media.rtp.to_string(), "192.0.2.1:4000");
  EXPECT_EQ(media.rtcp.to_string(), "192.0.2.1:4001");
  EXPECT_EQ(media.type, "audio");
  EXPECT_TRUE(media.is_rtp && media.relayable);
  EXPECT_FALSE(media.off() || media.on_hold || media.secure || media.rtcp_mux);
}

TEST_F(SignalledMediaTest, LogsWhatItCannotUse) {
  loop::CapturedLog log;
  for (const char* value : {"99999", "", "x", "4001 IN IP4", "4001 IN IP5 192.0.2.1"}) {
    const std::string line = std::string("a=rtcp:") + value;
    EXPECT_EQ(one(body("192.0.2.1", {Section{4000, line + "\r\n"}})).rtcp.port, 4001);
    EXPECT_EQ(log.take(), "INFO: " + line + " ignored: it has no port, or no address behind it\n");
  }
  read("v=0\nc=IN IP4 phone.example\nm=audio 4000 RTP/AVP 0\nm=video 0 RTP/AVP 34\n");
  EXPECT_EQ(log.take(),
            "INFO: host name 'phone.example' in c= is not looked up: media 1 has no address\n");
}

TEST_F(SignalledMediaTest, MayBeEncryptedByTheProfileOrByKeysUnderAPlainOne) {
  const auto may_encrypt = [&](const char* lines, const char* protocol = "RTP/AVP") {
    return one(body("192.0.2.1", {Section{4000, lines, protocol}})).may_encrypt;
  };
  EXPECT_FALSE(may_encrypt(""));
  EXPECT_TRUE(may_encrypt("", "RTP/SAVP"));
  EXPECT_TRUE(may_encrypt("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n"));
  EXPECT_TRUE(may_encrypt("a=zrtp-hash:1.10 fe30\r\n"));
  EXPECT_TRUE(may_encrypt("a=fingerprint:sha-1 00:11\r\n"));
}

TEST_F(SignalledMediaTest, IsCompleteIfEachMediaThatIsOnHasAnAddress) {
  const auto complete = [&](const std::string& media, bool sip_source = false) {
    const auto session = sdp::Session::parse("v=0\n" + media);
    return session && is_complete(*session, request_, sip_source);
  };
  const std::string with = "m=audio 4000 RTP/AVP 0\nc=IN IP4 192.0.2.1\n";
  const std::string without = "m=audio 4002 RTP/AVP 0\n";
  EXPECT_TRUE(complete(with));
  EXPECT_FALSE(complete(without));
  EXPECT_FALSE(complete(with + without));
  EXPECT_TRUE(complete("c=IN IP4 192.0.2.1\n" + without));
  EXPECT_TRUE(complete("c=IN IP4 proxy.example\n" + without)) << "to be learned";
  EXPECT_TRUE(complete(with + "m=audio 0 RTP/AVP 0\n")) << "declined";
  EXPECT_FALSE(complete("m=message 2855 TCP/MSRP *\n"));
  EXPECT_TRUE(complete(""));
  EXPECT_FALSE(complete(without, true)) << "no received from";
  request_.received_from = net::test::ip("192.0.2.7");
  EXPECT_TRUE(complete(without, true));
  EXPECT_FALSE(complete(without, false));
}

TEST_F(SignalledMediaTest, TakesTheSipSourceWhereAskedOrConfigured) {
  Settings settings;
  EXPECT_FALSE(takes_sip_source(request_, settings));
  request_.sip_source_address = true;
  EXPECT_TRUE(takes_sip_source(request_, settings));
  request_.sip_source_address = false;
  settings.sip_source = true;
  EXPECT_TRUE(takes_sip_source(request_, settings));
  request_.trust_address = true;
  EXPECT_FALSE(takes_sip_source(request_, settings));
}

TEST_F(SignalledMediaTest, NumbersTheSections) {
  const auto all = read(body("192.0.2.1", {Section{4000}, Section{0}, Section{4004}}));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[2].index, 2u);
  EXPECT_TRUE(all[1].off());
}

TEST_F(SignalledMediaTest, TakesRtcpFromItsAttribute) {
  EXPECT_EQ(one(body("192.0.2.1", 4000, "a=rtcp:5000\r\n")).rtcp.to_string(), "192.0.2.1:5000");
  EXPECT_EQ(one(body("192.0.2.1", 4000, "a=rtcp:5000 IN IP4 192.0.2.9\r\n")).rtcp.to_string(),
            "192.0.2.9:5000");
  EXPECT_EQ(one(body("192.0.2.1", 4000, "a=rtcp:9 IN IP4 0.0.0.0\r\n")).rtcp.to_string(),
            "192.0.2.1:9");
}

TEST_F(SignalledMediaTest, DoesNotRunOverTheLastPort) {
  EXPECT_FALSE(one(body("192.0.2.1", 65535)).rtcp) << "not to the port of RTP";
}

TEST_F(SignalledMediaTest, HasNoRtcpPortForMediaThatIsOff) {
  EXPECT_EQ(one(body("192.0.2.1", 0)).rtcp.port, 0);
}

TEST_F(SignalledMediaTest, PutsTheAddressOfTheSipMessageInPlaceOfTheBodys) {
  request_.received_from = *net::IpAddress::parse("198.51.100.7");
  const auto media = one(body("192.0.2.1", 4000, "a=rtcp:5000 IN IP4 192.0.2.9\r\n"), true);
  EXPECT_EQ(media.rtp.to_string(), "198.51.100.7:4000");
  EXPECT_EQ(media.rtcp.to_string(), "198.51.100.7:5000");
}

TEST_F(SignalledMediaTest, KeepsTheBodysAddressWhenNoOtherIsGiven) {
  EXPECT_EQ(one(body("192.0.2.1", 4000), true).rtp.to_string(), "192.0.2.1:4000");
}

TEST_F(SignalledMediaTest, ReadsTheOldFormOfHold) {
  auto media = one(body("0.0.0.0", 4000));
  EXPECT_TRUE(media.on_hold);
  EXPECT_FALSE(media.off());
  EXPECT_FALSE(media.rtp.address);
  EXPECT_EQ(media.direction, sdp::Direction::sendonly);
  EXPECT_EQ(one(body("0.0.0.0", 4000, "a=recvonly\r\n")).direction, sdp::Direction::inactive);
  EXPECT_EQ(one(body("0.0.0.0", 4000, "a=inactive\r\n")).direction, sdp::Direction::inactive);
}

TEST_F(SignalledMediaTest, KeepsHoldWhenTheSipSourceCounts) {
  request_.received_from = *net::IpAddress::parse("198.51.100.7");
  EXPECT_TRUE(one(body("0.0.0.0", 4000), true).on_hold);
  EXPECT_FALSE(one(body("0.0.0.0", 4000), true).rtp.address);
}

TEST_F(SignalledMediaTest, TakesADirectionOfTheSession) {
  std::string text = body("192.0.2.1", {Section{4000}, Section{4002, "a=recvonly\r\n"}});
  text.insert(text.find("m="), "a=sendonly\r\n");
  const auto all = read(text);
  EXPECT_EQ(all.at(0).direction, sdp::Direction::sendonly);
  EXPECT_EQ(all.at(1).direction, sdp::Direction::recvonly);
}

TEST_F(SignalledMediaTest, TellsWhatRunsOverUdpAndWhatIsRtp) {
  const auto all = read(body("192.0.2.1", {
                                              Section{4000, "", "RTP/SAVPF"},
                                              Section{4002, "", "udptl", "image", "t38"},
                                              Section{4004, "", "TCP/MSRP", "message", "*"},
                                          }));
  EXPECT_TRUE(all.at(0).is_rtp && all.at(0).secure && all.at(0).relayable);
  EXPECT_TRUE(!all.at(1).is_rtp && all.at(1).relayable);
  EXPECT_TRUE(!all.at(2).is_rtp && !all.at(2).relayable);
}

TEST_F(SignalledMediaTest, ReadsMuxOfRtpOnly) {
  const auto all = read(body(
      "192.0.2.1", {Section{4000, kMuxLine}, Section{4002, kMuxLine, "udptl", "image", "t38"}}));
  EXPECT_TRUE(all.at(0).rtcp_mux);
  EXPECT_FALSE(all.at(1).rtcp_mux);
}

TEST_F(SignalledMediaTest, SeesIceAndDtlsOfTheSessionAndOfASection) {
  EXPECT_TRUE(one(body("192.0.2.1", 4000, "a=ice-ufrag:x\r\n")).uses_ice);
  std::string text = body("192.0.2.1", 4000);
  text.insert(text.find("m="), "a=ice-ufrag:x\r\na=fingerprint:sha-256 AA\r\n");
  EXPECT_TRUE(one(text).uses_ice);
  EXPECT_TRUE(one(text).uses_dtls);
  EXPECT_FALSE(one(body("192.0.2.1", 4000)).uses_ice);
}

TEST_F(SignalledMediaTest, FindsTelephoneEventsOfEachClockRate) {
  const auto media = one(body("192.0.2.1", 4000,
                              "a=rtpmap:101 telephone-event/8000\r\n"
                              "a=rtpmap:102 TELEPHONE-EVENT/48000\r\n"
                              "a=rtpmap:0 PCMU/8000\r\n"));
  EXPECT_EQ(media.dtmf.clock_rate_of(101), 8000u);
  EXPECT_EQ(media.dtmf.clock_rate_of(102), 48000u);
  EXPECT_EQ(media.dtmf.clock_rate_of(0), 0u);
}

TEST_F(SignalledMediaTest, BoundsTheTelephoneEvents) {
  DtmfPayloadTypes types;
  types.add(90, 0);
  for (std::uint8_t type = 96; type < 110; ++type) types.add(type, 8000);
  EXPECT_EQ(types.count, DtmfPayloadTypes::kMax);
  EXPECT_EQ(types.clock_rate_of(90), 0u);
  EXPECT_EQ(types.clock_rate_of(109), 0u);
}

TEST_F(SignalledMediaTest, KeepsAHostNameAsNoAddress) {
  const auto media =
      one("v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nc=IN IP4 phone.example.org\r\nt=0 0\r\n"
          "m=audio 4000 RTP/AVP 0\r\n");
  EXPECT_FALSE(media.rtp.address);
  EXPECT_FALSE(media.off() || media.on_hold);
}

TEST_F(SignalledMediaTest, ReadsAPartialList) {
  const auto all = signalled_by(std::vector<PartialMedia>{
      {0, {*net::IpAddress::parse("192.0.2.1"), 4000}},
      {2, {*net::IpAddress::parse("0.0.0.0"), 4002}},
      {3, {*net::IpAddress::parse("192.0.2.1"), 0}},
      {4, {*net::IpAddress::parse("192.0.2.1"), 65535}},
  });
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].rtcp.to_string(), "192.0.2.1:4001");
  EXPECT_EQ(all[1].index, 2u);
  EXPECT_TRUE(all[1].on_hold);
  EXPECT_EQ(all[1].direction, sdp::Direction::sendonly);
  EXPECT_TRUE(all[1].may_encrypt) << "no profile is told";
  EXPECT_TRUE(all[2].off());
  EXPECT_EQ(all[2].rtcp.port, 0);
  EXPECT_FALSE(all[3].rtcp);
}

TEST_F(SignalledMediaTest, TakesAnAddressThatIceIsStillToFindForNoHold) {
  const char* ice = "a=ice-ufrag:u\r\n";
  for (const char* address : {"0.0.0.0", "::"}) {
    const auto trickling = one(body(address, 9, ice));
    EXPECT_FALSE(trickling.on_hold || trickling.off()) << address;
    EXPECT_FALSE(trickling.rtp.address);
    EXPECT_EQ(trickling.direction, sdp::Direction::sendrecv);
    EXPECT_TRUE(one(body(address, 4000, ice)).on_hold) << address;
    EXPECT_TRUE(one(body(address, 9)).on_hold) << address;
  }
}

TEST_F(SignalledMediaTest, KnowsWhoWantsFeedback) {
  EXPECT_FALSE(one(body("192.0.2.1", 4000)).rtcp_fb);
  EXPECT_TRUE(one(body("192.0.2.1", 4000, "a=rtcp-fb:* nack\r\n")).rtcp_fb);
}

TEST_F(SignalledMediaTest, KnowsTheFirstMediaOfEachBundle) {
  const auto all = read(
      "v=0\nc=IN IP4 192.0.2.1\na=group:LS w\na=group:BUNDLE y x\na=group:BUNDLE z\n"
      "a=group:BUNDLE\nm=audio 4000 RTP/AVP 0\na=mid:x\nm=audio 4002 RTP/AVP 0\na=mid:y\n"
      "m=audio 4004 RTP/AVP 0\na=mid:z\nm=audio 4006 RTP/AVP 0\na=mid:w\n"
      "m=audio 4008 RTP/AVP 0\n");
  ASSERT_EQ(all.size(), 5u);
  EXPECT_TRUE(all[1].bundle_tag && all[2].bundle_tag);
  EXPECT_FALSE(all[0].bundle_tag || all[3].bundle_tag || all[4].bundle_tag);
}

}  // namespace
}  // namespace rtpengine::call
