// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the model answers: attributes, connections, directions.
#include "sdp/session.h"

#include <gtest/gtest.h>

#include <string>

#include "parsed.h"

namespace rtpengine::sdp {
namespace {

TEST(LineTest, SplitsAttributes) {
  const Line flag{'a', "rtcp-mux "};
  EXPECT_EQ(flag.name(), "rtcp-mux");
  EXPECT_EQ(flag.attribute_value(), "");
  const Line value{'a', "fmtp: 97 a:b "};
  EXPECT_EQ(value.name(), "fmtp");
  EXPECT_EQ(value.attribute_value(), "97 a:b");
  const Line other{'b', "AS:64"};
  EXPECT_EQ(other.name(), "");
  EXPECT_EQ(other.attribute_value(), "");
}

TEST(SessionTest, FindsTheFirstAttributeByItsWholeName) {
  const Session session = parsed(
      "v=0\na=rtcp\nb=mid:1\nm=audio 1 RTP/AVP 0\na=rtcp-mux\na=rtcp:5\na=rtcp:6\na=mid :x\n");
  const MediaSection& audio = session.media[0];
  ASSERT_TRUE(audio.has_attribute("rtcp"));
  EXPECT_EQ(audio.attribute("rtcp")->attribute_value(), "5");
  EXPECT_TRUE(audio.has_attribute("rtcp-mux"));
  EXPECT_TRUE(audio.has_attribute("mid"));
  EXPECT_FALSE(audio.has_attribute("rtc"));
  EXPECT_FALSE(audio.has_attribute("RTCP"));
  EXPECT_FALSE(audio.has_attribute(""));
  EXPECT_TRUE(session.has_attribute("rtcp"));
  EXPECT_FALSE(session.has_attribute("mid"));
}

TEST(SessionTest, ConnectionOfTheSectionGoesBeforeTheSessions) {
  const Session session = parsed(
      "v=0\nc=IN IP4 192.0.2.1\nm=audio 1 RTP/AVP 0\nm=video 2 RTP/AVP 96\nc=IN IP4 192.0.2.2\n");
  EXPECT_FALSE(session.media[0].connection());
  EXPECT_EQ(session.connection_for(session.media[0])->address_text, "192.0.2.1");
  EXPECT_EQ(session.connection_for(session.media[1])->address_text, "192.0.2.2");
}

TEST(SessionTest, TheFirstNumericConnectionCounts) {
  const Session session = parsed(
      "v=0\nm=audio 1 RTP/AVP 0\nc=IN IP4 a.example\nc=IN IP4 192.0.2.2\nc=IN IP4 192.0.2.3\n"
      "m=audio 1 RTP/AVP 0\nc=IN IP4 a.example\nc=IN IP4 b.example\n");
  EXPECT_EQ(session.media[0].connection()->address_text, "192.0.2.2");
  EXPECT_EQ(session.media[1].connection()->address_text, "a.example");
  EXPECT_FALSE(session.connection());
}

TEST(SessionTest, DirectionFallsBackToTheSessionThenToSendrecv) {
  const Session with =
      parsed("v=0\na=recvonly\nm=audio 1 RTP/AVP 0\nm=audio 1 RTP/AVP 0\na=inactive\n");
  EXPECT_EQ(with.direction(), Direction::recvonly);
  EXPECT_EQ(with.direction_for(with.media[0]), Direction::recvonly);
  EXPECT_EQ(with.direction_for(with.media[1]), Direction::inactive);
  const Session without = parsed("v=0\nm=audio 1 RTP/AVP 0\n");
  EXPECT_FALSE(without.media[0].direction());
  EXPECT_EQ(without.direction_for(without.media[0]), Direction::sendrecv);
}

TEST(SessionTest, OfSeveralDirectionsOneHoldsWhateverTheirOrder) {
  const auto held = [](const std::string& first, const std::string& second) {
    return parsed("v=0\nm=audio 1 RTP/AVP 0\na=" + first + "\na=" + second + "\n")
        .media[0]
        .direction();
  };
  EXPECT_EQ(held("sendonly", "recvonly"), Direction::recvonly);
  EXPECT_EQ(held("recvonly", "inactive"), Direction::recvonly);
  EXPECT_EQ(held("inactive", "sendonly"), Direction::sendonly);
  EXPECT_EQ(held("sendrecv", "inactive"), Direction::inactive);
  EXPECT_EQ(held("sendrecv", "recvonly"), Direction::recvonly);
  EXPECT_EQ(held("recvonly", "sendonly"), Direction::recvonly);
  EXPECT_EQ(held("sendonly", "sendrecv"), Direction::sendonly);
}

TEST(SessionTest, DirectionNamesGoBothWays) {
  for (const Direction direction :
       {Direction::sendrecv, Direction::sendonly, Direction::recvonly, Direction::inactive})
    EXPECT_EQ(parse_direction(to_string(direction)), direction);
  EXPECT_FALSE(parse_direction("candidat"));
  EXPECT_FALSE(parse_direction("SENDRECV"));
}

TEST(SessionTest, ReadsOriginAndRtcp) {
  const Session session =
      parsed("v=0\no=- 7 8 IN IP4 192.0.2.9\nm=audio 1 RTP/AVP 0\na=rtcp:53020 IN IP4 192.0.2.8\n");
  ASSERT_TRUE(session.origin());
  EXPECT_EQ(session.origin()->session_version, "8");
  ASSERT_TRUE(session.media[0].rtcp());
  EXPECT_EQ(session.media[0].rtcp()->port, 53020);
  EXPECT_FALSE(parsed("v=0\n").origin());
  EXPECT_FALSE(parsed("v=0\nm=audio 1 RTP/AVP 0\na=rtcp:\n").media[0].rtcp());
}

TEST(SessionTest, ListsWellFormedRtpmapsInOrder) {
  const Session session = parsed(
      "v=0\nm=audio 1 RTP/AVP 8 0\na=rtpmap:8 PCMA/8000\na=rtpmapped:1 x/1\na=rtpmap:bad\n"
      "a=rtpmap: 0 PCMU/8000\n");
  const auto maps = session.media[0].rtpmaps();
  ASSERT_EQ(maps.size(), 2u);
  EXPECT_EQ(maps[0].encoding, "PCMA");
  EXPECT_EQ(maps[1].payload_type, 0);
}

}  // namespace
}  // namespace rtpengine::sdp
