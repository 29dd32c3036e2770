// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tests of telling packet kinds apart.
#include "media/demux.h"

#include <gtest/gtest.h>

#include <vector>

namespace rtpengine::media {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes packet(std::uint8_t first, std::uint8_t second, std::size_t size) {
  Bytes bytes(size, 0);
  if (size > 0) bytes[0] = first;
  if (size > 1) bytes[1] = second;
  return bytes;
}

Bytes with_cookie(Bytes bytes, std::uint32_t cookie) {
  for (std::size_t i = 0; i < 4; i++)
    bytes[4 + i] = static_cast<std::uint8_t>(cookie >> (24 - 8 * i));
  return bytes;
}

constexpr std::uint32_t kStun = 0x2112a442;
constexpr std::uint32_t kZrtp = 0x5a525450;

TEST(Classify, follows_the_first_byte_as_in_rfc_7983) {
  for (int first = 0; first < 256; first++) {
    const auto byte = static_cast<std::uint8_t>(first);
    const Bytes plain = packet(byte, 0, 64);
    const PacketKind stun = classify(with_cookie(plain, kStun), true);
    const PacketKind zrtp = classify(with_cookie(plain, kZrtp), true);
    EXPECT_EQ(stun == PacketKind::stun, first <= 3) << first;
    EXPECT_EQ(zrtp == PacketKind::zrtp, first >= 16 && first <= 19) << first;
    EXPECT_EQ(stun == PacketKind::dtls, first >= 20 && first <= 63) << first;
    EXPECT_EQ(stun == PacketKind::turn_channel, first >= 64 && first <= 79) << first;
    EXPECT_EQ(stun == PacketKind::rtp, first >= 128 && first <= 191) << first;
  }
}

TEST(Classify, takes_rtcp_types_192_to_223_on_a_shared_port_only) {
  for (int second = 0; second < 256; second++) {
    const Bytes bytes = packet(0x80, static_cast<std::uint8_t>(second), 28);
    const bool rtcp = second >= 192 && second <= 223;
    EXPECT_EQ(classify(bytes, true), rtcp ? PacketKind::rtcp : PacketKind::rtp) << second;
    EXPECT_EQ(classify(bytes, false), PacketKind::rtp) << second;
  }
}

TEST(Classify, checks_the_shortest_length_of_each_kind) {
  struct Case {
    std::uint8_t first, second;
    std::uint32_t cookie;
    std::size_t shortest;
    PacketKind kind;
  };
  const Case cases[] = {
      {0x80, 0, 0, 12, PacketKind::rtp},    {0x80, 200, 0, 8, PacketKind::rtcp},
      {0, 1, kStun, 20, PacketKind::stun},  {22, 254, 0, 13, PacketKind::dtls},
      {16, 0, kZrtp, 12, PacketKind::zrtp}, {64, 0, 0, 4, PacketKind::turn_channel}};
  for (const Case& c : cases) {
    Bytes bytes = packet(c.first, c.second, 64);
    if (c.cookie != 0) bytes = with_cookie(bytes, c.cookie);
    for (std::size_t size = 0; size <= bytes.size(); size++)
      EXPECT_EQ(classify(std::span(bytes).first(size), true),
                size < c.shortest ? PacketKind::other : c.kind)
          << to_string(c.kind) << " of " << size;
  }
}

TEST(Classify, does_not_take_t38_for_stun_or_zrtp) {
  EXPECT_EQ(classify(packet(0, 1, 40), false), PacketKind::other);
  EXPECT_EQ(classify(packet(16, 1, 40), false), PacketKind::other);
}

TEST(PacketKindNames, are_all_there) {
  EXPECT_EQ(to_string(PacketKind::rtp), "RTP");
  EXPECT_EQ(to_string(PacketKind::turn_channel), "TURN channel");
  EXPECT_EQ(to_string(PacketKind::other), "other");
}

}  // namespace
}  // namespace rtpengine::media
