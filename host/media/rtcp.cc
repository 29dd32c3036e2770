// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading RTCP packets.
#include "media/rtcp.h"

namespace rtpengine::media {

namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kSenderInfo = 24;  // SSRC and sender info, after the header
constexpr std::size_t kReportBlock = 24;

std::uint16_t read16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::uint32_t read32(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
         std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Where the report blocks begin in the body; nothing for types without.
std::optional<std::size_t> report_blocks_at(const RtcpPacket& packet) {
  if (packet.is(RtcpType::sender_report)) return kSenderInfo;
  if (packet.is(RtcpType::receiver_report)) return 4;
  return std::nullopt;
}

/// The items of one chunk, from after its SSRC; `at` is moved behind the chunk.
bool read_chunk(std::span<const std::uint8_t> body, std::uint32_t ssrc, std::size_t& at,
                const std::function<void(const SdesItem&)>& visit) {
  while (at < body.size()) {
    const std::uint8_t type = body[at];
    if (type == 0) {  // the list ends with zeros up to the next 32-bit boundary
      at += 4 - at % 4;
      return at <= body.size();
    }
    if (body.size() - at < 2) return false;
    const std::size_t length = body[at + 1];
    at += 2;
    if (body.size() - at < length) return false;
    visit({ssrc, type, text_of(body.subspan(at, length))});
    at += length;
  }
  return false;  // no terminator
}

}  // namespace

std::optional<std::uint32_t> RtcpPacket::ssrc() const {
  const bool sources_only = is(RtcpType::source_description) || is(RtcpType::bye);
  if (body.size() < 4 || (sources_only && count == 0)) return std::nullopt;
  return read32(body, 0);
}

std::optional<RtcpPacket> RtcpReader::next() {
  if (rest_.size() < kHeader || (rest_[0] >> 6) != 2) return std::nullopt;
  RtcpPacket packet;
  packet.padding = (rest_[0] & 0x20) != 0;
  packet.count = rest_[0] & 0x1f;
  packet.type = rest_[1];
  packet.length = read16(rest_, 2);
  const std::size_t size = (std::size_t{packet.length} + 1) * 4;
  if (rest_.size() < size) return std::nullopt;
  packet.bytes = rest_.first(size);
  packet.body = packet.bytes.subspan(kHeader);
  if (packet.padding) {
    // The count is of whole words and covers itself (RFC 3550 section 6.4.1).
    if (packet.body.empty()) return std::nullopt;
    const std::size_t padding = packet.body.back();
    if (padding == 0 || padding % 4 != 0 || padding > packet.body.size()) return std::nullopt;
    packet.body = packet.body.first(packet.body.size() - padding);
  }
  rest_ = rest_.subspan(size);
  return packet;
}

bool valid_rtcp(std::span<const std::uint8_t> datagram, RtcpForm form) {
  RtcpReader reader(datagram);
  bool first = true;
  while (auto packet = reader.next()) {
    if (packet->type < 192 || packet->type > 223) return false;
    if (first && form == RtcpForm::compound && !packet->is(RtcpType::sender_report) &&
        !packet->is(RtcpType::receiver_report))
      return false;
    if (packet->padding && reader.remaining() != 0) return false;
    first = false;
  }
  return !first && reader.remaining() == 0;
}

bool possible_srtcp(std::span<const std::uint8_t> datagram) {
  if (datagram.size() < 2 * kHeader || (datagram[0] >> 6) != 2) return false;
  if (datagram[1] < 192 || datagram[1] > 223) return false;
  return datagram.size() >= (std::size_t{read16(datagram, 2)} + 1) * 4;
}

std::optional<SenderInfo> sender_info(const RtcpPacket& packet) {
  if (!packet.is(RtcpType::sender_report) || packet.body.size() < kSenderInfo) return std::nullopt;
  SenderInfo info;
  info.ssrc = read32(packet.body, 0);
  info.ntp_seconds = read32(packet.body, 4);
  info.ntp_fraction = read32(packet.body, 8);
  info.rtp_timestamp = read32(packet.body, 12);
  info.packets = read32(packet.body, 16);
  info.octets = read32(packet.body, 20);
  return info;
}

std::size_t report_block_count(const RtcpPacket& packet) {
  const auto at = report_blocks_at(packet);
  if (!at || packet.body.size() < *at) return 0;
  const std::size_t whole = (packet.body.size() - *at) / kReportBlock;
  return whole < packet.count ? whole : packet.count;
}

ReportBlock report_block(const RtcpPacket& packet, std::size_t index) {
  const auto bytes =
      packet.body.subspan(*report_blocks_at(packet) + index * kReportBlock, kReportBlock);
  ReportBlock block;
  block.ssrc = read32(bytes, 0);
  block.fraction_lost = bytes[4];
  const std::uint32_t lost = read32(bytes, 4) & 0xffffff;
  block.cumulative_lost = static_cast<std::int32_t>(lost) - (lost & 0x800000 ? 0x1000000 : 0);
  block.highest_sequence = read32(bytes, 8);
  block.jitter = read32(bytes, 12);
  block.last_sr = read32(bytes, 16);
  block.delay_since_last_sr = read32(bytes, 20);
  return block;
}

std::optional<FeedbackHeader> feedback_header(const RtcpPacket& packet) {
  if (!packet.is(RtcpType::transport_feedback) && !packet.is(RtcpType::payload_feedback))
    return std::nullopt;
  if (packet.body.size() < 8) return std::nullopt;
  return FeedbackHeader{packet.count, read32(packet.body, 0), read32(packet.body, 4),
                        packet.body.subspan(8)};
}

bool for_each_sdes_item(const RtcpPacket& packet,
                        const std::function<void(const SdesItem&)>& visit) {
  if (!packet.is(RtcpType::source_description)) return false;
  std::size_t at = 0;
  for (unsigned chunk = 0; chunk < packet.count; chunk++) {
    if (packet.body.size() < at || packet.body.size() - at < 4) return false;
    const std::uint32_t ssrc = read32(packet.body, at);
    at += 4;
    if (!read_chunk(packet.body, ssrc, at, visit)) return false;
  }
  return true;
}

std::optional<Bye> parse_bye(const RtcpPacket& packet) {
  const std::size_t sources = std::size_t{packet.count} * 4;
  if (!packet.is(RtcpType::bye) || packet.body.size() < sources) return std::nullopt;
  Bye bye;
  bye.ssrcs = packet.body.first(sources);
  const auto rest = packet.body.subspan(sources);
  if (!rest.empty()) {
    if (rest.size() - 1 < rest[0]) return std::nullopt;
    bye.reason = text_of(rest.subspan(1, rest[0]));
  }
  return bye;
}

}  // namespace rtpengine::media
