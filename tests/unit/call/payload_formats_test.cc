// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/payload_formats.h"

#include <gtest/gtest.h>

#include "tests/unit/base/move_state.h"
#include "tests/unit/call/bodies.h"

namespace rtpengine::call {
namespace {

using media::VoiceCodec;

PayloadFormats formats_of(const std::string& attributes) {
  const auto session = sdp::Session::parse(body("192.0.2.1", 4000, attributes));
  EXPECT_TRUE(session);
  return PayloadFormats(session->media[0].rtpmaps());
}

TEST(PayloadFormats, AreWhatTheBodySays) {
  const auto formats = formats_of(
      "a=rtpmap:111 opus/48000/2\r\n"
      "a=rtpmap:101 telephone-event/8000\r\n");
  ASSERT_NE(formats.find(111), nullptr);
  EXPECT_EQ(formats.find(111)->clock_rate, 48000u);
  EXPECT_EQ(formats.find(111)->codec, VoiceCodec::opus);
  ASSERT_NE(formats.find(101), nullptr);
  EXPECT_EQ(formats.find(101)->clock_rate, 8000u);
  EXPECT_EQ(formats.find(101)->codec, VoiceCodec::none);
  EXPECT_EQ(formats.find(96), nullptr);
}

TEST(PayloadFormats, KeepNothingOfWhatIsAssignedAnyway) {
  EXPECT_EQ(formats_of("a=rtpmap:0 PCMU/8000\r\n").find(0), nullptr);
}

TEST(PayloadFormats, TakeTheFirstOfTwo) {
  const auto formats = formats_of("a=rtpmap:96 VP8/90000\r\na=rtpmap:96 opus/48000/2\r\n");
  EXPECT_EQ(formats.find(96)->clock_rate, 90000u);
}

TEST(PayloadFormats, MoveWithTheCall) {
  auto formats = formats_of("a=rtpmap:111 opus/48000/2\r\na=rtpmap:96 VP8/90000\r\n");
  PayloadFormats moved;
  base::move_state(formats, moved);
  ASSERT_NE(moved.find(111), nullptr);
  EXPECT_EQ(moved.find(111)->codec, VoiceCodec::opus);
  EXPECT_EQ(moved.find(96)->clock_rate, 90000u);
}

TEST(PayloadTypes, AreThoseOfTheMLine) {
  const PayloadTypes types({"0", "96", "127", "128", "*", "8x", "", "-1"});
  for (unsigned type = 0; type < 256; ++type) {
    EXPECT_EQ(types.contains(std::uint8_t(type)), type == 0 || type == 96 || type == 127) << type;
  }
  EXPECT_FALSE(types.empty());
  EXPECT_TRUE(PayloadTypes({"t38"}).empty());
}

TEST(PayloadTypes, MoveWithTheCall) {
  PayloadTypes types({"0", "96"});
  PayloadTypes moved;
  base::move_state(types, moved);
  EXPECT_TRUE(moved.contains(0));
  EXPECT_TRUE(moved.contains(96));
  EXPECT_FALSE(moved.contains(8));
}

TEST(StaticFormat, IsThatOfRfc3551) {
  EXPECT_EQ(static_format(0)->codec, VoiceCodec::pcmu);
  EXPECT_EQ(static_format(9)->codec, VoiceCodec::g722);
  EXPECT_EQ(static_format(9)->clock_rate, 8000u) << "though it samples at 16000";
  EXPECT_EQ(static_format(11)->clock_rate, 44100u);
  EXPECT_EQ(static_format(34)->clock_rate, 90000u);
  EXPECT_EQ(static_format(13)->codec, VoiceCodec::none);
  EXPECT_FALSE(static_format(96));
  EXPECT_FALSE(static_format(255));
}

}  // namespace
}  // namespace rtpengine::call
