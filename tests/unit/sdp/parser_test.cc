// SPDX-License-Identifier: GPL-3.0-or-later
//
// What bodies are taken, what is refused, and with which words.
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "parsed.h"
#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

const std::string kHead =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";

/// Text of the error; "taken" if there is none.
std::string error_of(const std::string& body) {
  const auto session = Session::parse(body);
  return session ? "taken" : session.error();
}

std::string media_line_error(const std::string& value) {
  return error_of(kHead + "m=" + value + "\r\n");
}

TEST(ParserTest, SplitsSessionAndMediaLevels) {
  const auto session = Session::parse(kHead + "m=audio 4000 RTP/AVP 0 8\r\na=sendrecv\r\n" +
                                      "m=video 4002/2 RTP/AVPF 96\r\nb=AS:64\r\na=mid:v\r\n");
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->lines.size(), 5u);
  ASSERT_EQ(session->media.size(), 2u);
  const MediaSection& audio = session->media[0];
  EXPECT_EQ(audio.type, "audio");
  EXPECT_EQ(audio.port, 4000);
  EXPECT_EQ(audio.port_count, 1u);
  EXPECT_EQ(audio.protocol, "RTP/AVP");
  EXPECT_EQ(audio.formats, (std::vector<std::string_view>{"0", "8"}));
  const MediaSection& video = session->media[1];
  EXPECT_EQ(video.port_count, 2u);
  ASSERT_EQ(video.lines.size(), 2u);
  EXPECT_EQ(video.lines[0].type, 'b');
  EXPECT_EQ(video.lines[1].value, "mid:v");
}

TEST(ParserTest, DoesNotNeedTheGivenBodyAfterwards) {
  std::string body = kHead + "m=audio 4000 RTP/AVP 0\r\n";
  auto session = Session::parse(body);
  ASSERT_TRUE(session);
  const std::string before = session->print();
  body.assign(body.size(), 'x');
  EXPECT_EQ(session->print(), before);
}

TEST(ParserTest, KeepsViewsValidWhenMoved) {
  auto session = Session::parse(kHead + "m=audio 4000 RTP/AVP 0\r\n");
  ASSERT_TRUE(session);
  session->add_attribute(session->media[0], "label", "1");
  const std::string before = session->print();
  Session moved = std::move(*session);
  Session assigned = parsed("v=0\r\n");
  assigned = std::move(moved);
  EXPECT_EQ(assigned.print(), before);
}

TEST(ParserTest, TakesMixedLineEndsAndNoneAtTheEnd) {
  const auto session = Session::parse("v=0\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\r\nt=0 0");
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->print(), "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n");
}

TEST(ParserTest, SkipsEmptyLines) {
  const auto session = Session::parse("\r\n\n" + kHead + " \r\n" + "m=audio 1 RTP/AVP 0\r\n\r\n\n");
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->print(), kHead + "m=audio 1 RTP/AVP 0\r\n");
}

TEST(ParserTest, KeepsUnknownTypesAndStrangeOrder) {
  const std::string body =
      "v=0\r\na=early\r\nX=what\r\nt=0 0\r\no=- 1 1 IN IP4 192.0.2.1\r\n"
      "m=audio 4000 RTP/AVP 0\r\na=x\r\ny=z\r\ni=late\r\no=odd\r\n";
  const auto session = Session::parse(body);
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->print(), body);
}

TEST(ParserTest, KeepsBlanksAtTheEndOfValues) {
  const std::string body = "v=0\r\ns= \r\na=sendrecv \r\na=fmtp:1 x \r\n";
  const auto session = Session::parse(body);
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->print(), body);
  EXPECT_EQ(session->direction(), Direction::sendrecv);
}

TEST(ParserTest, TakesBlanksInMediaLines) {
  const auto session = Session::parse(kHead + "m=audio  4000 RTP/AVP 0   8 \r\n");
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->print(), kHead + "m=audio 4000 RTP/AVP 0 8\r\n");
}

TEST(ParserTest, TakesABodyWithoutMediaOrOrigin) {
  EXPECT_EQ(error_of("v=0\r\n"), "taken");
  EXPECT_EQ(error_of(kHead), "taken");
}

TEST(ParserTest, TakesAMediaThatIsOffWithoutFormats) {
  const auto session = Session::parse(kHead + "m=image 0 udptl\r\n");
  ASSERT_TRUE(session) << session.error();
  EXPECT_EQ(session->print(), kHead + "m=image 0 udptl\r\n");
}

TEST(ParserTest, RefusesWhatIsNoSdp) {
  EXPECT_EQ(error_of(""), "SDP body is empty");
  EXPECT_EQ(error_of("\r\n\r\n"), "SDP body is empty");
  EXPECT_EQ(error_of("hello"), "SDP line 1: \"hello\" is not of the form type=value");
  EXPECT_EQ(error_of("m=audio 1 RTP/AVP 0\r\n"),
            "SDP line 1: a body begins with v=, not with \"m=audio 1 RTP/AVP 0\"");
}

TEST(ParserTest, NamesTheLineCountingEmptyOnes) {
  EXPECT_EQ(error_of("\r\nv=0\r\n\r\nbad\r\n"),
            "SDP line 4: \"bad\" is not of the form type=value");
}

TEST(ParserTest, RefusesLinesThatAreNotTypeAndValue) {
  for (const std::string line : {"a", "=", "aa=b", "1=b", "--boundary--", " a=b"}) {
    EXPECT_EQ(error_of("v=0\n" + line),
              "SDP line 2: \"" + line + "\" is not of the form type=value");
  }
}

TEST(ParserTest, MakesQuotedTextsShortAndPrintable) {
  EXPECT_EQ(error_of("v=0\n\x01\xff" + std::string(100, 'y')),
            "SDP line 2: \"??" + std::string(58, 'y') + "...\" is not of the form type=value");
}

TEST(ParserTest, RefusesCarriageReturnsAndZeroBytesWithinLines) {
  EXPECT_EQ(error_of("v=0\r\na=x\ry\r\n"), "SDP line 2: \"a=x?y\" has a carriage return in it");
  EXPECT_EQ(error_of(std::string("v=0\r\na=x\0y\r\n", 12)), "SDP line 2: has a zero byte in it");
}

TEST(ParserTest, RefusesMalformedMediaLines) {
  EXPECT_EQ(media_line_error(""), "SDP line 6: m=\"\" has too few words");
  EXPECT_EQ(media_line_error("audio 4000"), "SDP line 6: m=\"audio 4000\" has too few words");
  EXPECT_EQ(media_line_error("audio 4000 RTP/AVP"),
            "SDP line 6: m=\"audio 4000 RTP/AVP\" has too few words");
  for (const std::string port : {"65536", "-1", "+1", "x", "40x", "99999999999999999999", "/2"}) {
    EXPECT_EQ(media_line_error("audio " + port + " RTP/AVP 0"),
              "SDP line 6: m=\"audio " + port + " RTP/AVP 0\" has no port number from 0 to 65535");
  }
  for (const std::string port : {"4000/", "4000/0", "4000/x", "4000/-2", "4000/99999999999"}) {
    EXPECT_EQ(
        media_line_error("audio " + port + " RTP/AVP 0"),
        "SDP line 6: m=\"audio " + port + " RTP/AVP 0\" has no number of ports behind the slash");
  }
}

TEST(ParserTest, RefusesMalformedConnections) {
  EXPECT_EQ(error_of("v=0\nc=IN IP4\n"), "SDP line 2: c=\"IN IP4\" has too few words");
  EXPECT_EQ(error_of(kHead + "m=audio 1 RTP/AVP 0\nc=IN IP4 1.2.3\n"),
            "SDP line 7: c=\"IN IP4 1.2.3\" has neither an IP4 address nor a host name");
}

TEST(ParserTest, EnforcesItsLimitsExactly) {
  const std::string media = "m=audio 1 RTP/AVP 0\r\n";
  std::string body = kHead;
  for (std::size_t i = 0; i < kMaxMedia; ++i) body += media;
  EXPECT_EQ(error_of(body), "taken");
  EXPECT_EQ(error_of(body + media), "SDP line 70: the body has more than 64 m= lines");

  std::string formats = "audio 1 RTP/AVP";
  for (std::size_t i = 0; i < kMaxFormats; ++i) formats += " 0";
  EXPECT_EQ(media_line_error(formats), "taken");
  EXPECT_TRUE(media_line_error(formats + " 0").ends_with("has more than 256 formats"));

  body = "v=0\n";
  for (std::size_t i = 1; i < kMaxLines; ++i) body += "a=x\n";
  EXPECT_EQ(error_of(body), "taken");
  EXPECT_EQ(error_of(body + "\n\n"), "taken");
  EXPECT_EQ(error_of(body + "a=x\n"), "SDP line 2049: the body has more than 2048 lines");

  body = "v=0\na=" + std::string(kMaxBody - 6, 'x');
  EXPECT_EQ(error_of(body), "taken");
  EXPECT_EQ(error_of(body + "x"), "SDP body of 65536 bytes is longer than 65535");
}

}  // namespace
}  // namespace rtpengine::sdp
