// SPDX-License-Identifier: GPL-3.0-or-later
//
// RTP and RTCP packets as the parties of a test send them. Each is different from all others of its
// sender, so that what arrives can be compared byte by byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rtpengine::harness {

inline constexpr unsigned kPayloadType = 8;      ///< PCMA
inline constexpr unsigned kPacketSamples = 160;  ///< 20 ms

/// The packet with this sequence number; the time stamp follows from it.
std::string rtp_packet(std::uint32_t ssrc, std::uint16_t sequence);

/// A sender report with a count of `packets`.
std::string rtcp_report(std::uint32_t ssrc, std::uint32_t packets);

std::uint32_t ssrc_of(std::string_view rtp);
std::uint16_t sequence_of(std::string_view rtp);

/// Whether these bytes would be RTCP on a port that carries both (RFC 5761).
bool looks_like_rtcp(std::string_view packet);
/// The count in a sender report.
std::uint32_t count_in(std::string_view report);

}  // namespace rtpengine::harness
