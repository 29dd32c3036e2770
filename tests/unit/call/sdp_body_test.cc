// SPDX-License-Identifier: GPL-3.0-or-later
//
// What negotiation features read of a body, and what they change in it.
#include "call/sdp_body.h"

#include <gtest/gtest.h>

#include <rtpengine/value_view.h>

#include <string>
#include <utility>
#include <vector>

namespace rtpengine::call {
namespace {

const char* const kBody =
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\na=tool:x\r\n"
    "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
    "a=sendrecv\r\nm=video 4002 RTP/SAVPF 96\r\n";

class SdpBodyTest : public testing::Test {
 protected:
  sdp::Session session_ = std::move(*sdp::Session::parse(kBody));
  SdpBodyView body_{session_};
};

TEST_F(SdpBodyTest, TellsOfTheMediaSections) {
  SdpMedia media;
  EXPECT_EQ(body_.media_count(), 2u);
  ASSERT_EQ(body_.media(1, &media), Status::ok);
  EXPECT_EQ(view(media.type), "video");
  EXPECT_EQ(view(media.protocol), "RTP/SAVPF");
  EXPECT_EQ(media.port, 4002u);
  EXPECT_EQ(media.format_count, 1u);
  EXPECT_EQ(view(body_.format(0, 1)), "101");
  EXPECT_EQ(body_.format(0, 2).size, 0u);
  EXPECT_EQ(body_.format(7, 0).size, 0u);
  EXPECT_EQ(body_.media(2, &media), Status::not_found);
  EXPECT_EQ(body_.media(0, nullptr), Status::invalid);
}

TEST_F(SdpBodyTest, ReadsLinesOfTheSessionAndOfSections) {
  SdpLine line;
  ASSERT_EQ(body_.line(sdp_session, 2, &line), Status::ok);
  EXPECT_EQ(line.type, std::uint32_t('s'));
  EXPECT_EQ(view(line.value), "-");
  ASSERT_EQ(body_.line(0, 2, &line), Status::ok);
  EXPECT_EQ(view(line.value), "sendrecv");
  EXPECT_EQ(line.index, 2u);
  EXPECT_EQ(body_.line(0, 3, &line), Status::not_found);
  EXPECT_EQ(body_.line(1, 0, &line), Status::not_found);
  EXPECT_EQ(body_.line(2, 0, &line), Status::not_found);
}

TEST_F(SdpBodyTest, FindsAllAttributesOfAName) {
  SdpLine line;
  ASSERT_EQ(body_.find_attribute(0, slice("rtpmap"), 0, &line), Status::ok);
  EXPECT_EQ(view(line.value), "0 PCMU/8000");
  ASSERT_EQ(body_.find_attribute(0, slice("rtpmap"), line.index + 1, &line), Status::ok);
  EXPECT_EQ(view(line.value), "101 telephone-event/8000");
  EXPECT_EQ(body_.find_attribute(0, slice("rtpmap"), line.index + 1, &line), Status::not_found);
  ASSERT_EQ(body_.find_attribute(sdp_session, slice("tool"), 0, &line), Status::ok);
  EXPECT_EQ(view(line.value), "x");
  EXPECT_EQ(body_.find_attribute(0, {}, 0, &line), Status::not_found);
}

TEST_F(SdpBodyTest, AddsAttributesAtTheEnd) {
  EXPECT_EQ(body_.add_attribute(0, slice("x-mark"), slice("1")), Status::ok);
  EXPECT_EQ(body_.add_attribute(1, slice("x-flag"), {}), Status::ok);
  EXPECT_EQ(body_.add_attribute(sdp_session, slice("x-all"), slice("2")), Status::ok);
  const std::string text = session_.print();
  EXPECT_NE(text.find("a=sendrecv\r\na=x-mark:1\r\nm=video"), std::string::npos) << text;
  EXPECT_NE(text.find("m=video 4002 RTP/SAVPF 96\r\na=x-flag\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("a=tool:x\r\na=x-all:2\r\nm=audio"), std::string::npos) << text;
}

TEST_F(SdpBodyTest, LetsNoLineBeSmuggledIn) {
  EXPECT_EQ(body_.add_attribute(0, slice("a b"), slice("1")), Status::invalid);
  EXPECT_EQ(body_.add_attribute(0, slice("a\r\nm=x"), slice("1")), Status::invalid);
  EXPECT_EQ(body_.add_attribute(0, slice("a:b"), slice("1")), Status::invalid);
  EXPECT_EQ(body_.add_attribute(0, {}, slice("1")), Status::invalid);
  EXPECT_EQ(body_.add_attribute(0, slice("x"), slice("1\r\nm=audio 1 RTP/AVP 0")), Status::ok);
  EXPECT_EQ(body_.add_attribute(2, slice("x"), {}), Status::not_found);
  EXPECT_EQ(sdp::Session::parse(session_.print())->media.size(), 2u);
  EXPECT_NE(session_.print().find("a=x:1\r\n"), std::string::npos);
}

TEST_F(SdpBodyTest, ABodyDoesNotGrowWithoutEnd) {
  Status status = Status::ok;
  for (std::size_t i = 0; i <= sdp::kMaxLines && status == Status::ok; ++i) {
    status = body_.add_attribute(1, slice("x"), {});
  }
  EXPECT_EQ(status, Status::failed);
  EXPECT_EQ(session_.media[1].lines.size(), sdp::kMaxLines);
}

TEST_F(SdpBodyTest, SetsTheProtocol) {
  std::string protocol = "UDP/TLS/RTP/SAVPF";
  EXPECT_EQ(body_.set_protocol(0, slice(protocol)), Status::ok);
  protocol.assign(protocol.size(), '?');  // it was copied
  EXPECT_NE(session_.print().find("m=audio 4000 UDP/TLS/RTP/SAVPF 0 101\r\n"), std::string::npos);
  EXPECT_EQ(body_.set_protocol(1, slice("udptl")), Status::ok);
  EXPECT_EQ(body_.set_protocol(2, slice("RTP/AVP")), Status::not_found);
  EXPECT_EQ(body_.set_protocol(sdp_session, slice("RTP/AVP")), Status::not_found);
}

TEST_F(SdpBodyTest, RefusesWhatIsNoProtocol) {
  const std::string before = session_.print();
  for (const char* bad :
       {"", "/", "RTP/", "/AVP", "RTP//AVP", "RTP AVP", "RTP/AVP 0", "RTP/A\r\nB"}) {
    EXPECT_EQ(body_.set_protocol(0, slice(bad)), Status::invalid) << bad;
  }
  EXPECT_EQ(body_.set_protocol(0, {"RTP/AVP\0", 8}), Status::invalid);
  EXPECT_EQ(session_.print(), before);
}

TEST_F(SdpBodyTest, ReplacesTheFormats) {
  // What it has may be among what it gets.
  const Slice formats[] = {slice("8"), body_.format(0, 1), body_.format(0, 0)};
  EXPECT_EQ(body_.set_formats(0, formats, 3), Status::ok);
  EXPECT_NE(session_.print().find("m=audio 4000 RTP/AVP 8 101 0\r\na=rtpmap:0 "),
            std::string::npos);
  EXPECT_EQ(body_.set_formats(1, formats, 1), Status::ok);
  EXPECT_NE(session_.print().find("m=video 4002 RTP/SAVPF 8\r\n"), std::string::npos);
  EXPECT_EQ(body_.set_formats(2, formats, 1), Status::not_found);
  EXPECT_EQ(body_.set_formats(sdp_session, formats, 1), Status::not_found);
}

TEST_F(SdpBodyTest, RefusesFormatsThatAreNone) {
  const std::string before = session_.print();
  const Slice good = slice("0");
  EXPECT_EQ(body_.set_formats(0, &good, 0), Status::invalid);
  EXPECT_EQ(body_.set_formats(0, nullptr, 1), Status::invalid);
  for (const char* bad : {"", "0 8", " 0", "0\r\na=x", "a/b"}) {
    const Slice formats[] = {good, slice(bad)};
    EXPECT_EQ(body_.set_formats(0, formats, 2), Status::invalid) << bad;
  }
  const std::vector<Slice> many(sdp::kMaxFormats + 1, good);
  EXPECT_EQ(body_.set_formats(0, many.data(), std::uint32_t(many.size())), Status::invalid);
  EXPECT_EQ(session_.print(), before);
  EXPECT_EQ(body_.set_formats(0, many.data(), sdp::kMaxFormats), Status::ok);
  EXPECT_TRUE(sdp::Session::parse(session_.print()));
}

TEST_F(SdpBodyTest, RemovesAllAttributesOfAName) {
  EXPECT_EQ(body_.remove_attributes(0, slice("rtpmap")), 2u);
  EXPECT_EQ(body_.remove_attributes(0, slice("rtpmap")), 0u);
  EXPECT_EQ(body_.remove_attributes(sdp_session, slice("tool")), 1u);
  EXPECT_EQ(body_.remove_attributes(5, slice("tool")), 0u);
  EXPECT_EQ(body_.remove_attributes(0, {}), 0u);
  SdpLine line;
  EXPECT_EQ(body_.line(0, 0, &line), Status::ok);
  EXPECT_EQ(view(line.value), "sendrecv");
}

}  // namespace
}  // namespace rtpengine::call
