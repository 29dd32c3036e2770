// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading RTCP: compound packets (RFC 3550 section 6), reduced-size ones (RFC 5506), feedback
// headers (RFC 4585), and the text of the RTCP log channel. Pure; any thread. All spans are
// borrowed from the datagram.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rtpengine::media {

enum class RtcpType : std::uint8_t {
  sender_report = 200,
  receiver_report = 201,
  source_description = 202,
  bye = 203,
  application = 204,
  transport_feedback = 205,  ///< RFC 4585
  payload_feedback = 206,    ///< RFC 4585
  extended_report = 207,     ///< RFC 3611
};

/// One packet of a compound. `type` is the number on the wire, known or not.
struct RtcpPacket {
  std::uint8_t type = 0;
  std::uint8_t count = 0;  ///< report count, source count, subtype or feedback format: 0 to 31
  bool padding = false;
  std::uint16_t length = 0;             ///< the length field: 32-bit words less one
  std::span<const std::uint8_t> bytes;  ///< header and padding included
  std::span<const std::uint8_t> body;   ///< after the 4-byte header, without padding

  bool is(RtcpType wanted) const { return type == static_cast<std::uint8_t>(wanted); }
  /// The SSRC after the header, which all types but SDES, and BYE without sources, start with.
  std::optional<std::uint32_t> ssrc() const;
};

/// What a datagram may consist of.
enum class RtcpForm : std::uint8_t {
  compound,      ///< begins with SR or RR (RFC 3550 appendix A.2)
  reduced_size,  ///< may begin with any type (RFC 5506)
};

/// Whether all of `datagram` is valid RTCP: version 2 throughout, lengths that add up to its size,
/// padding in the last packet only, types of RTCP's range (RFC 5761 section 4), first type as
/// `form` says.
bool valid_rtcp(std::span<const std::uint8_t> datagram, RtcpForm form = RtcpForm::reduced_size);

/// As much of it as can be told where the datagram may be SRTCP, of which all but the first eight
/// bytes may be encrypted (RFC 3711 section 3.4): the first packet is no longer than the datagram.
bool possible_srtcp(std::span<const std::uint8_t> datagram);

/// Steps through a datagram. Ends at the first packet that is not whole, so that it is safe, if
/// not meaningful, on bytes that were not validated.
class RtcpReader {
 public:
  explicit RtcpReader(std::span<const std::uint8_t> datagram) : rest_(datagram) {}
  /// The next packet, or nothing at the end.
  std::optional<RtcpPacket> next();
  /// Bytes not read; 0 after the end of a valid datagram.
  std::size_t remaining() const { return rest_.size(); }

 private:
  std::span<const std::uint8_t> rest_;
};

/// RFC 3550 section 6.4.1, without the report blocks.
struct SenderInfo {
  std::uint32_t ssrc = 0;
  std::uint32_t ntp_seconds = 0;  ///< since 1900
  std::uint32_t ntp_fraction = 0;
  std::uint32_t rtp_timestamp = 0;
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;
};

/// RFC 3550 section 6.4.1.
struct ReportBlock {
  std::uint32_t ssrc = 0;
  std::uint8_t fraction_lost = 0;         ///< of 256
  std::int32_t cumulative_lost = 0;       ///< 24 bits, signed: duplicates make it negative
  std::uint32_t highest_sequence = 0;     ///< with its cycles
  std::uint32_t jitter = 0;               ///< in RTP ticks
  std::uint32_t last_sr = 0;              ///< middle 32 bits of an NTP time
  std::uint32_t delay_since_last_sr = 0;  ///< 1/65536 s
};

/// RFC 4585 section 6.1.
struct FeedbackHeader {
  std::uint8_t format = 0;
  std::uint32_t sender_ssrc = 0;
  std::uint32_t media_ssrc = 0;
  std::span<const std::uint8_t> information;
};

/// The sender's part of an SR; nothing for other types, or if it is cut.
std::optional<SenderInfo> sender_info(const RtcpPacket& packet);

/// Number of whole report blocks of an SR or RR; 0 for other types. At most `packet.count`.
std::size_t report_block_count(const RtcpPacket& packet);
/// The block at `index` < report_block_count(packet).
ReportBlock report_block(const RtcpPacket& packet, std::size_t index);

/// Nothing unless the type is one of the two feedback types and both SSRCs are there.
std::optional<FeedbackHeader> feedback_header(const RtcpPacket& packet);

/// One item of an SDES packet (RFC 3550 section 6.5): type 1 is CNAME. The text is whatever the
/// sender wrote: not checked to be UTF-8 or printable.
struct SdesItem {
  std::uint32_t ssrc = 0;
  std::uint8_t type = 0;
  std::string_view text;
};
/// Calls `visit` for each item. False if the packet is no SDES or is malformed; then the items
/// before the fault were visited.
bool for_each_sdes_item(const RtcpPacket& packet,
                        const std::function<void(const SdesItem&)>& visit);

/// BYE (RFC 3550 section 6.6).
struct Bye {
  std::span<const std::uint8_t> ssrcs;  ///< 4 bytes each, network order
  std::string_view reason;              ///< as sent; empty if there is none
};
std::optional<Bye> parse_bye(const RtcpPacket& packet);

/// The datagram as a line of the RTCP log channel: `name=value, ` for the header of each packet
/// and the fields of reports. At most 32 packets are written, then "...".
std::string rtcp_log_text(std::span<const std::uint8_t> datagram);

}  // namespace rtpengine::media
