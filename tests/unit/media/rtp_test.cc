// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of RTP parsing.
#include "media/rtp.h"

#include <gtest/gtest.h>

#include <vector>

namespace rtpengine::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes plain_packet(std::size_t payload = 4) {
  Bytes packet{0x80, 0x88, 0x12, 0x34, 0xa1, 0xa2, 0xa3, 0xa4, 0xde, 0xad, 0xbe, 0xef};
  for (std::size_t i = 0; i < payload; i++) packet.push_back(static_cast<std::uint8_t>(0x10 + i));
  return packet;
}

void append(Bytes& packet, const Bytes& more) {
  packet.insert(packet.end(), more.begin(), more.end());
}

TEST(RtpHeaderFast, reads_every_field_of_the_fixed_header) {
  const auto header = rtp_header_fast(plain_packet());
  ASSERT_TRUE(header);
  EXPECT_EQ(header->payload_type, 8);
  EXPECT_TRUE(header->marker);
  EXPECT_FALSE(header->padding);
  EXPECT_FALSE(header->extension);
  EXPECT_EQ(header->csrc_count, 0);
  EXPECT_EQ(header->sequence, 0x1234);
  EXPECT_EQ(header->timestamp, 0xa1a2a3a4u);
  EXPECT_EQ(header->ssrc, 0xdeadbeefu);
}

TEST(RtpHeaderFast, refuses_eleven_bytes) {
  Bytes packet = plain_packet(0);
  EXPECT_TRUE(rtp_header_fast(packet));
  packet.pop_back();
  EXPECT_FALSE(rtp_header_fast(packet));
  EXPECT_FALSE(rtp_header_fast({}));
}

TEST(RtpHeaderFast, refuses_other_versions) {
  for (const std::uint8_t first : {0x00, 0x40, 0xc0}) {
    Bytes packet = plain_packet();
    packet[0] = first;
    EXPECT_FALSE(rtp_header_fast(packet)) << int(first);
  }
}

TEST(ParseRtp, gives_the_payload_of_a_plain_packet) {
  const Bytes packet = plain_packet(4);
  const auto view = parse_rtp(packet);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->header_size, 12u);
  EXPECT_EQ(view->payload.data(), packet.data() + 12);
  EXPECT_EQ(view->payload.size(), 4u);
  EXPECT_EQ(view->ssrc, 0xdeadbeefu);
}

TEST(ParseRtp, takes_an_empty_payload) {
  const auto view = parse_rtp(plain_packet(0));
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->payload.empty());
}

TEST(ParseRtp, counts_csrcs_and_extension_as_header) {
  Bytes packet = plain_packet(0);
  packet[0] = 0x92;                                      // extension, two CSRCs
  append(packet, {0, 0, 0, 1, 0, 0, 0, 2});              // CSRCs
  append(packet, {0xbe, 0xde, 0, 1, 0x10, 0x41, 0, 0});  // extension of one word
  append(packet, {7, 8, 9});
  const auto view = parse_rtp(packet);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->csrcs.size(), 8u);
  EXPECT_EQ(view->extension_profile, 0xbede);
  ASSERT_EQ(view->extension_data.size(), 4u);
  EXPECT_EQ(view->extension_data[1], 0x41);
  EXPECT_EQ(view->header_size, 28u);
  EXPECT_EQ(view->payload.size(), 3u);
}

TEST(ParseRtp, takes_an_extension_without_words) {
  Bytes packet = plain_packet(0);
  packet[0] = 0x90;
  append(packet, {0xbe, 0xde, 0, 0});
  const auto view = parse_rtp(packet);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->header_size, 16u);
  EXPECT_TRUE(view->extension_data.empty());
}

TEST(ParseRtp, refuses_every_cut_of_the_variable_header) {
  Bytes packet = plain_packet(0);
  packet[0] = 0x92;
  append(packet, {0, 0, 0, 1, 0, 0, 0, 2, 0xbe, 0xde, 0, 1, 1, 2, 3, 4});
  for (std::size_t size = 0; size < packet.size(); size++)
    EXPECT_FALSE(parse_rtp(std::span(packet).first(size))) << size;
  EXPECT_TRUE(parse_rtp(packet));
}

TEST(ParseRtp, refuses_an_extension_longer_than_the_packet) {
  Bytes packet = plain_packet(0);
  packet[0] = 0x90;
  append(packet, {0xbe, 0xde, 0xff, 0xff, 1, 2, 3, 4});
  EXPECT_FALSE(parse_rtp(packet));
}

TEST(ParseRtp, removes_padding) {
  Bytes packet = plain_packet(4);
  packet[0] = 0xa0;
  append(packet, {0, 0, 3});
  const auto view = parse_rtp(packet);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->payload.size(), 4u);
}

TEST(ParseRtp, takes_a_packet_of_padding_only) {
  Bytes packet = plain_packet(0);
  packet[0] = 0xa0;
  append(packet, {0, 0, 0, 4});
  const auto view = parse_rtp(packet);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->payload.empty());
}

TEST(ParseRtp, refuses_a_padding_count_that_cannot_be) {
  Bytes none = plain_packet(0);
  none[0] = 0xa0;
  EXPECT_FALSE(parse_rtp(none));
  Bytes zero = plain_packet(3);
  zero[0] = 0xa0;
  zero.back() = 0;
  EXPECT_FALSE(parse_rtp(zero));
  Bytes too_long = plain_packet(3);
  too_long[0] = 0xa0;
  too_long.back() = 4;
  EXPECT_FALSE(parse_rtp(too_long));
}

TEST(ParseRtp, leaves_padding_alone_in_an_encrypted_body) {
  Bytes packet = plain_packet(3);
  packet[0] = 0xa0;
  packet.back() = 200;
  const auto view = parse_rtp(packet, RtpBody::encrypted);
  ASSERT_TRUE(view);
  EXPECT_TRUE(view->padding);
  EXPECT_EQ(view->payload.size(), 3u);
}

}  // namespace
}  // namespace rtpengine::media
