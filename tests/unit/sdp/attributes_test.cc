// SPDX-License-Identifier: GPL-3.0-or-later
//
// Attributes as an engine asks about them.
#include "sdp/attributes.h"

#include <gtest/gtest.h>

#include <string>

#include "parsed.h"

namespace rtpengine::sdp {
namespace {

/// A body with these session-level lines and one section with these lines.
Session parsed_lines(const std::string& session_lines, const std::string& media_lines) {
  return parsed("v=0\n" + session_lines + "m=audio 1 RTP/AVP 0\n" + media_lines);
}

TEST(AttributesTest, SortsNamesIntoFamilies) {
  EXPECT_TRUE(is_direction_attribute("sendonly"));
  EXPECT_FALSE(is_direction_attribute("send"));
  EXPECT_TRUE(is_ice_attribute("candidate"));
  EXPECT_TRUE(is_ice_attribute("remote-candidates"));
  EXPECT_FALSE(is_ice_attribute("mid"));
  EXPECT_TRUE(is_dtls_attribute("tls-id"));
  EXPECT_FALSE(is_dtls_attribute("crypto"));
  EXPECT_TRUE(is_sdes_attribute("crypto"));
}

TEST(AttributesTest, KnowsWhichPayloadTypeALineIsAbout) {
  EXPECT_EQ(payload_type_of({'a', "rtpmap:96 opus/48000"}), 96);
  EXPECT_EQ(payload_type_of({'a', "fmtp: 97 x=1"}), 97);
  EXPECT_EQ(payload_type_of({'a', "rtcp-fb:98 nack"}), 98);
  EXPECT_FALSE(payload_type_of({'a', "rtcp-fb:* nack"}));
  EXPECT_FALSE(payload_type_of({'a', "rtpmap:128 x/1"}));
  EXPECT_FALSE(payload_type_of({'a', "ptime:20"}));
  EXPECT_FALSE(payload_type_of({'b', "rtpmap:96"}));
}

TEST(AttributesTest, FindsFmtpOfAPayloadType) {
  const Session session = parsed_lines("", "a=fmtp:18 annexb=no \na=fmtp:101 0-15\n");
  EXPECT_EQ(fmtp(session.media[0], 18), "annexb=no");
  EXPECT_EQ(fmtp(session.media[0], 101), "0-15");
  EXPECT_EQ(fmtp(session.media[0], 1), "");
}

TEST(AttributesTest, ReadsPacketTimes) {
  const Session session = parsed_lines("", "a=ptime:20\na=maxptime: 60.5 \n");
  EXPECT_EQ(ptime(session.media[0]), 20u);
  EXPECT_EQ(max_ptime(session.media[0]), 60u);
  EXPECT_FALSE(ptime(parsed_lines("", "").media[0]));
  EXPECT_FALSE(ptime(parsed_lines("", "a=ptime:x\n").media[0]));
  EXPECT_FALSE(ptime(parsed_lines("", "a=ptime:0\n").media[0]));
}

TEST(AttributesTest, ReadsGroupsAndMid) {
  const Session session =
      parsed_lines("a=group:BUNDLE 0 1\na=group:LS a\na=group:\na=group:BUNDLE\n", "a=mid:0\n");
  const auto all = groups(session);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].semantics, "BUNDLE");
  EXPECT_EQ(all[0].mids, (std::vector<std::string_view>{"0", "1"}));
  EXPECT_EQ(all[1].semantics, "LS");
  EXPECT_TRUE(all[2].mids.empty());
  EXPECT_EQ(mid(session.media[0]), "0");
  EXPECT_EQ(mid(parsed_lines("", "").media[0]), "");
}

TEST(AttributesTest, IceCredentialsComeFromSectionOrSession) {
  const std::string password(22, 'p');
  const Session own =
      parsed_lines("a=ice-ufrag:sess\na=ice-pwd:" + password + "\na=ice-lite\n",
                   "a=ice-ufrag:mine\na=candidate:1 1 UDP 1 192.0.2.1 1 typ host\n");
  ASSERT_TRUE(ice_credentials(own, own.media[0]));
  EXPECT_EQ(ice_credentials(own, own.media[0])->ufrag, "mine");
  EXPECT_EQ(ice_credentials(own, own.media[0])->password, password);
  EXPECT_TRUE(has_candidates(own.media[0]));
  EXPECT_TRUE(is_ice_lite(own));
  const Session half = parsed_lines("", "a=ice-ufrag:mine\n");
  EXPECT_FALSE(ice_credentials(half, half.media[0]));
  EXPECT_FALSE(has_candidates(half.media[0]));
  EXPECT_FALSE(is_ice_lite(half));
  const Session brief = parsed_lines("", "a=ice-ufrag:mine\na=ice-pwd:short\n");
  EXPECT_FALSE(ice_credentials(brief, brief.media[0]));
}

TEST(AttributesTest, ReadsFingerprintSetupAndCrypto) {
  const Session session = parsed_lines("a=setup:ACTPASS\na=fingerprint:sha-1 00:11\n",
                                       "a=fingerprint:sha-256 AA:BB \na=crypto:1 x inline:y\n");
  const auto print = fingerprint(session, session.media[0]);
  ASSERT_TRUE(print);
  EXPECT_EQ(print->hash, "sha-256");
  EXPECT_EQ(print->digest, "AA:BB");
  EXPECT_EQ(setup(session, session.media[0]), Setup::actpass);
  EXPECT_TRUE(has_crypto(session.media[0]));
  const Session bad = parsed_lines("", "a=setup:sideways\na=fingerprint:sha-256\n");
  EXPECT_FALSE(fingerprint(bad, bad.media[0]));
  EXPECT_FALSE(setup(bad, bad.media[0]));
  EXPECT_EQ(to_string(Setup::holdconn), "holdconn");
}

TEST(AttributesTest, ListsWellFormedExtensionMaps) {
  const Session session =
      parsed_lines("",
                   "a=extmap:1 urn:a\na=extmap:2/recvonly urn:b c d\na=extmap:3\na=extmap:0 x\n"
                   "a=extmap:4/up urn:c\na=extmap-allow-mixed\n");
  const auto maps = extension_maps(session.media[0]);
  ASSERT_EQ(maps.size(), 2u);
  EXPECT_EQ(maps[0].id, 1);
  EXPECT_EQ(maps[0].uri, "urn:a");
  EXPECT_FALSE(maps[0].direction);
  EXPECT_EQ(maps[1].direction, Direction::recvonly);
  EXPECT_EQ(maps[1].attributes, "c d");
}

}  // namespace
}  // namespace rtpengine::sdp
