// SPDX-License-Identifier: GPL-3.0-or-later
//
// RTCP as text, for the log channel of that name.
#include "media/rtcp.h"

namespace rtpengine::media {

namespace {

constexpr int kMaxPackets = 32;

void add(std::string& line, std::string_view name, std::int64_t value) {
  line += name;
  line += '=';
  line += std::to_string(value);
  line += ", ";
}

void add_header(std::string& line, const RtcpPacket& packet) {
  add(line, "version", 2);
  add(line, "padding", packet.padding);
  add(line, "count", packet.count);
  add(line, "payloadtype", packet.type);
  add(line, "length", packet.length);
  if (const auto ssrc = packet.ssrc()) add(line, "ssrc", *ssrc);
}

void add_sender_info(std::string& line, const SenderInfo& info) {
  add(line, "ntp_sec", info.ntp_seconds);
  add(line, "ntp_fractions", info.ntp_fraction);
  add(line, "rtp_ts", info.rtp_timestamp);
  add(line, "sender_packets", info.packets);
  add(line, "sender_bytes", info.octets);
}

void add_report_block(std::string& line, const ReportBlock& block) {
  add(line, "ssrc", block.ssrc);
  add(line, "fraction_lost", block.fraction_lost);
  add(line, "packet_loss", block.cumulative_lost);
  add(line, "last_seq", block.highest_sequence);
  add(line, "jitter", block.jitter);
  add(line, "last_sr", block.last_sr);
  add(line, "delay_since_last_sr", block.delay_since_last_sr);
}

}  // namespace

std::string rtcp_log_text(std::span<const std::uint8_t> datagram) {
  std::string line;
  RtcpReader reader(datagram);
  int packets = 0;
  while (const auto packet = reader.next()) {
    if (packets++ == kMaxPackets) {
      line += "...";
      break;
    }
    add_header(line, *packet);
    if (const auto info = sender_info(*packet)) add_sender_info(line, *info);
    const std::size_t blocks = report_block_count(*packet);
    for (std::size_t i = 0; i < blocks; i++) add_report_block(line, report_block(*packet, i));
  }
  return line;
}

}  // namespace rtpengine::media
