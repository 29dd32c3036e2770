// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading RTP headers (RFC 3550 section 5). Pure functions over borrowed bytes; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace rtpengine::media {

inline constexpr std::size_t kRtpFixedHeader = 12;

/// The first twelve bytes, in host order.
struct RtpHeader {
  std::uint8_t payload_type = 0;  ///< 0 to 127
  bool marker = false;
  bool padding = false;
  bool extension = false;
  std::uint8_t csrc_count = 0;  ///< 0 to 15
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
};

/// A whole packet. The spans point into the bytes it was parsed from.
struct RtpView : RtpHeader {
  std::size_t header_size = 0;                   ///< fixed header, CSRC list and extension
  std::uint16_t extension_profile = 0;           ///< "defined by profile", e.g. 0xbede (RFC 8285)
  std::span<const std::uint8_t> csrcs;           ///< 4 bytes each, network order
  std::span<const std::uint8_t> extension_data;  ///< without its 4-byte header
  std::span<const std::uint8_t> payload;         ///< without padding
};

/// Whether the padding count can be read: in SRTP it is encrypted, and the payload span then ends
/// with whatever follows the header (ciphertext, MKI, tag).
enum class RtpBody : std::uint8_t { plain, encrypted };

/// The fixed header for the hot path: checks length and version only.
inline std::optional<RtpHeader> rtp_header_fast(std::span<const std::uint8_t> packet) {
  if (packet.size() < kRtpFixedHeader || (packet[0] >> 6) != 2) return std::nullopt;
  RtpHeader header;
  header.padding = (packet[0] & 0x20) != 0;
  header.extension = (packet[0] & 0x10) != 0;
  header.csrc_count = packet[0] & 0x0f;
  header.marker = (packet[1] & 0x80) != 0;
  header.payload_type = packet[1] & 0x7f;
  header.sequence = static_cast<std::uint16_t>(packet[2] << 8 | packet[3]);
  header.timestamp = std::uint32_t{packet[4]} << 24 | std::uint32_t{packet[5]} << 16 |
                     std::uint32_t{packet[6]} << 8 | packet[7];
  header.ssrc = std::uint32_t{packet[8]} << 24 | std::uint32_t{packet[9]} << 16 |
                std::uint32_t{packet[10]} << 8 | packet[11];
  return header;
}

/// The whole packet: CSRC list, extension and padding must lie inside it, and a padding count must
/// be at least 1 (RFC 3550 section 5.1, appendix A.1). Nothing if any of that does not hold.
std::optional<RtpView> parse_rtp(std::span<const std::uint8_t> packet,
                                 RtpBody body = RtpBody::plain);

}  // namespace rtpengine::media
