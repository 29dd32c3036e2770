// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes to the model.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "parsed.h"
#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

const net::IpAddress kIpv4 = *net::IpAddress::parse("198.51.100.5");
const net::IpAddress kIpv6 = *net::IpAddress::parse("2001:db8::5");

TEST(EditTest, SetsOnlyTheOriginsAddress) {
  Session session = parsed("v=0\r\no=John  Doe 1 2  IN IP4 192.0.2.1 \r\n");
  session.set_origin_address(kIpv6);
  EXPECT_EQ(session.print(), "v=0\r\no=John  Doe 1 2  IN IP6 2001:db8::5\r\n");
}

TEST(EditTest, LeavesAMissingOrShortOriginAlone) {
  Session without = parsed("v=0\r\n");
  without.set_origin_address(kIpv4);
  EXPECT_EQ(without.print(), "v=0\r\n");
  Session broken = parsed("v=0\r\no=- 1\r\n");
  broken.set_origin_address(kIpv4);
  EXPECT_EQ(broken.print(), "v=0\r\no=- 1\r\n");
}

TEST(EditTest, ReplacesTheSessionConnectionAndDropsOthers) {
  Session session = parsed("v=0\r\nc=IN IP4 a.example\r\nt=0 0\r\nc=IN IP4 192.0.2.1\r\na=x\r\n");
  session.set_connection(kIpv4);
  EXPECT_EQ(session.print(), "v=0\r\nc=IN IP4 198.51.100.5\r\nt=0 0\r\na=x\r\n");
}

TEST(EditTest, InsertsTheSessionConnectionInItsPlace) {
  Session session = parsed("v=0\r\no=-\r\ns=-\r\ni=x\r\np=1\r\nb=AS:1\r\nt=0 0\r\n");
  session.set_connection(kIpv6);
  EXPECT_EQ(session.print(),
            "v=0\r\no=-\r\ns=-\r\ni=x\r\np=1\r\nc=IN IP6 2001:db8::5\r\nb=AS:1\r\nt=0 0\r\n");
  Session bare = parsed("v=0\r\n");
  bare.set_connection(kIpv4);
  EXPECT_EQ(bare.print(), "v=0\r\nc=IN IP4 198.51.100.5\r\n");
}

TEST(EditTest, ReplacesTheSectionsConnectionAndDropsOthers) {
  Session session =
      parsed("v=0\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 1.1.1.1\r\nc=IN IP4 2.2.2.2\r\na=x\r\n");
  session.set_connection(session.media[0], kIpv4);
  EXPECT_EQ(session.print(), "v=0\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 198.51.100.5\r\na=x\r\n");
}

TEST(EditTest, InsertsTheSectionsConnectionBetweenTitleAndBandwidth) {
  Session session = parsed(
      "v=0\r\nm=audio 1 RTP/AVP 0\r\ni=t\r\nb=AS:1\r\nm=audio 1 RTP/AVP 0\r\na=x\r\n"
      "m=audio 1 RTP/AVP 0\r\n");
  for (MediaSection& section : session.media) session.set_connection(section, kIpv4);
  EXPECT_EQ(session.print(),
            "v=0\r\nm=audio 1 RTP/AVP 0\r\ni=t\r\nc=IN IP4 198.51.100.5\r\nb=AS:1\r\n"
            "m=audio 1 RTP/AVP 0\r\nc=IN IP4 198.51.100.5\r\na=x\r\n"
            "m=audio 1 RTP/AVP 0\r\nc=IN IP4 198.51.100.5\r\n");
}

TEST(EditTest, AppendsAttributes) {
  Session session = parsed("v=0\r\nm=audio 1 RTP/AVP 0\r\na=x\r\n");
  session.add_attribute(session.media[0], "rtcp", "5");
  session.add_attribute(session.media[0], "rtcp-mux", "");
  session.add_attribute("rtpengine", "0123");
  EXPECT_EQ(session.print(),
            "v=0\r\na=rtpengine:0123\r\nm=audio 1 RTP/AVP 0\r\na=x\r\na=rtcp:5\r\na=rtcp-mux\r\n");
}

TEST(EditTest, NoTextCanPutInALine) {
  Session session = parsed("v=0\r\n");
  EXPECT_EQ(session.keep("a\r\nb=c"), "a");
  EXPECT_EQ(session.keep(std::string_view("a\0b", 3)), "a");
  EXPECT_EQ(session.keepf("%s", "a\nm=audio"), "a");
  session.add_attribute("label\nx", "1\rm=audio 1 RTP/AVP 0");
  EXPECT_EQ(session.print(), "v=0\r\na=label:1\r\n");
}

TEST(EditTest, KeptTextsStayWhereTheyAre) {
  Session session = parsed("v=0\r\n");
  std::vector<std::pair<std::string_view, std::string>> kept;
  for (int i = 0; i < 2000; ++i) {
    const std::string text(static_cast<std::size_t>(i % 1500), static_cast<char>('a' + i % 26));
    kept.emplace_back(session.keep(text), text);
  }
  const Session moved = std::move(session);
  for (const auto& [view, text] : kept) ASSERT_EQ(view, text);
}

TEST(EditTest, FormatsShortAndLongTexts) {
  Session session = parsed("v=0\r\n");
  EXPECT_EQ(session.keepf("%u IN %s", 7u, "IP4"), "7 IN IP4");
  EXPECT_EQ(session.keepf("%s", ""), "");
  for (const int width : {510, 511, 512, 513, 5000})
    EXPECT_EQ(session.keepf("%*d", width, 1).size(), static_cast<std::size_t>(width));
}

TEST(EditTest, AMovedFromSessionDoesNotTouchWhatItGaveAway) {
  Session session = parsed("v=0\r\n");
  const std::string_view kept = session.keep("kept");
  const Session moved = std::move(session);
  session.keep("other");  // NOLINT: the point of the test
  EXPECT_EQ(kept, "kept");
}

TEST(EditTest, RemovesLinesByPredicate) {
  Session session = parsed("v=0\r\nm=audio 1 RTP/AVP 0\r\na=x\r\na=y\r\na=x\r\n");
  session.media[0].remove_lines([](const Line& line) { return line.name() == "x"; });
  EXPECT_EQ(session.print(), "v=0\r\nm=audio 1 RTP/AVP 0\r\na=y\r\n");
}

TEST(EditTest, PrintsPortsCountsAndFormats) {
  Session session = parsed("v=0\r\nm=audio 1 RTP/AVP 0\r\n");
  MediaSection& section = session.media[0];
  section.port = 65535;
  section.port_count = 4294967295u;
  section.protocol = "RTP/SAVP";
  section.formats.push_back(session.keep("96"));
  EXPECT_EQ(session.print(), "v=0\r\nm=audio 65535/4294967295 RTP/SAVP 0 96\r\n");
  section.port = 0;
  section.port_count = 1;
  section.formats.clear();
  EXPECT_EQ(session.print(), "v=0\r\nm=audio 0 RTP/SAVP\r\n");
}

}  // namespace
}  // namespace rtpengine::sdp
