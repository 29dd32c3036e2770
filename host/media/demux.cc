// SPDX-License-Identifier: GPL-3.0-or-later
//
// Telling packet kinds apart (RFC 7983 section 7).
#include "media/demux.h"

namespace rtpengine::media {

namespace {

constexpr std::uint32_t kStunCookie = 0x2112a442;
constexpr std::uint32_t kZrtpCookie = 0x5a525450;  // "ZRTP"

std::uint32_t word_at_4(std::span<const std::uint8_t> packet) {
  return std::uint32_t{packet[4]} << 24 | std::uint32_t{packet[5]} << 16 |
         std::uint32_t{packet[6]} << 8 | packet[7];
}

PacketKind kind_if(bool condition, PacketKind kind) { return condition ? kind : PacketKind::other; }

PacketKind rtp_or_rtcp(std::span<const std::uint8_t> packet, bool rtcp_mux) {
  // RTCP's types 192 to 223 are where RTP with the marker would have payload types 64 to 95, which
  // RTP does not use on a shared port.
  if (rtcp_mux && packet.size() >= 8 && packet[1] >= 192 && packet[1] <= 223)
    return PacketKind::rtcp;
  return kind_if(packet.size() >= 12, PacketKind::rtp);
}

}  // namespace

std::string_view to_string(PacketKind kind) {
  switch (kind) {
    case PacketKind::rtp:
      return "RTP";
    case PacketKind::rtcp:
      return "RTCP";
    case PacketKind::stun:
      return "STUN";
    case PacketKind::dtls:
      return "DTLS";
    case PacketKind::zrtp:
      return "ZRTP";
    case PacketKind::turn_channel:
      return "TURN channel";
    case PacketKind::other:
      return "other";
  }
  return "other";
}

PacketKind classify(std::span<const std::uint8_t> packet, bool rtcp_mux) {
  if (packet.empty()) return PacketKind::other;
  const std::uint8_t first = packet[0];
  const std::size_t size = packet.size();
  if (first >= 128 && first <= 191) return rtp_or_rtcp(packet, rtcp_mux);
  if (first <= 3) return kind_if(size >= 20 && word_at_4(packet) == kStunCookie, PacketKind::stun);
  if (first >= 16 && first <= 19)
    return kind_if(size >= 12 && word_at_4(packet) == kZrtpCookie, PacketKind::zrtp);
  if (first >= 20 && first <= 63) return kind_if(size >= 13, PacketKind::dtls);
  if (first >= 64 && first <= 79) return kind_if(size >= 4, PacketKind::turn_channel);
  return PacketKind::other;
}

}  // namespace rtpengine::media
