// SPDX-License-Identifier: GPL-3.0-or-later
//
// What kind of packet arrived on a media socket (RFC 7983, RFC 5761 section 4).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace rtpengine::media {

enum class PacketKind : std::uint8_t {
  rtp,
  rtcp,
  stun,  ///< with the magic cookie (RFC 8489); T.38 over UDPTL would look like STUN else
  dtls,
  zrtp,  ///< with the magic cookie (RFC 6189 section 5)
  turn_channel,
  other,  ///< none of these, or too short to be
};

std::string_view to_string(PacketKind kind);

/// By the first byte, lengths checked before each look; nothing beyond the fixed part is checked.
/// SRTP and SRTCP are rtp and rtcp. `rtcp_mux`: whether RTCP may arrive on this socket, so true on
/// a socket for RTCP alone as well; if false, what looks like RTP is rtp.
/// Sockets that carry something that is not RTP at all (T.38) must not ask. Pure; any thread.
PacketKind classify(std::span<const std::uint8_t> packet, bool rtcp_mux);

}  // namespace rtpengine::media
