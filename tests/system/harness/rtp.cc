// SPDX-License-Identifier: GPL-3.0-or-later
#include "rtp.h"

#include <cstdio>

namespace rtpengine::harness {
namespace {

void put16(std::string& out, std::uint32_t value) {
  out += char(value >> 8);
  out += char(value);
}

void put32(std::string& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value);
}

std::uint32_t get16(std::string_view bytes, std::size_t at) {
  if (at + 2 > bytes.size()) return 0;
  return std::uint32_t(std::uint8_t(bytes[at])) << 8 | std::uint8_t(bytes[at + 1]);
}

std::uint32_t get32(std::string_view bytes, std::size_t at) {
  return get16(bytes, at) << 16 | get16(bytes, at + 2);
}

}  // namespace

std::string rtp_packet(std::uint32_t ssrc, std::uint16_t sequence) {
  std::string packet = {char(0x80), char(kPayloadType)};
  put16(packet, sequence);
  put32(packet, sequence * kPacketSamples);
  put32(packet, ssrc);
  char payload[32];
  std::snprintf(payload, sizeof payload, "%08x %05u ", unsigned{ssrc}, unsigned{sequence});
  packet += payload;
  packet.resize(12 + kPacketSamples, char(0xd5));
  return packet;
}

std::string rtcp_report(std::uint32_t ssrc, std::uint32_t packets) {
  std::string report = {char(0x80), char(200)};
  put16(report, 6);  // length in words, less one
  put32(report, ssrc);
  put32(report, 0xe0000000u + packets / 50);  // NTP time: seconds
  put32(report, 0);
  put32(report, packets * kPacketSamples);
  put32(report, packets);
  put32(report, packets * kPacketSamples);
  return report;
}

std::uint32_t ssrc_of(std::string_view rtp) { return get32(rtp, 8); }

std::uint16_t sequence_of(std::string_view rtp) { return std::uint16_t(get16(rtp, 2)); }

bool looks_like_rtcp(std::string_view packet) {
  const std::uint32_t type = get16(packet, 0) & 0xff;
  return type >= 192 && type <= 223;
}

std::uint32_t count_in(std::string_view report) { return get32(report, 20); }

}  // namespace rtpengine::harness
