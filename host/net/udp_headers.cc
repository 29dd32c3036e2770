// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/udp_headers.h"

#include <netinet/in.h>

#include <cstring>

namespace rtpengine::net {
namespace {

constexpr std::size_t kIpv4Size = 20;
constexpr std::size_t kIpv6Size = 40;
constexpr std::size_t kUdpSize = 8;

/// A 16 bit number as it stands in memory in network order.
std::uint16_t word(std::size_t number) { return htons(static_cast<std::uint16_t>(number)); }

void put_word(std::uint8_t* out, std::uint16_t word_be) {
  std::memcpy(out, &word_be, sizeof word_be);
}

std::span<const std::uint8_t> address_of(const SocketAddress& address) {
  if (address.base.sa_family == AF_INET6) return {address.ipv6.sin6_addr.s6_addr, 16};
  return {reinterpret_cast<const std::uint8_t*>(&address.ipv4.sin_addr), 4};
}

std::uint32_t load(const std::uint8_t* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

}  // namespace

std::uint64_t internet_sum(std::span<const std::uint8_t> bytes) {
  // 32 bits at a time, in sums that don't wait for each other; 64 bits hold all carries.
  std::uint64_t sums[4] = {};
  const std::uint8_t* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 16; left -= 16, at += 16) {
    sums[0] += load(at);
    sums[1] += load(at + 4);
    sums[2] += load(at + 8);
    sums[3] += load(at + 12);
  }
  for (; left >= 4; left -= 4, at += 4) sums[0] += load(at);
  std::uint8_t last[4] = {};
  if (left != 0) std::memcpy(last, at, left);
  return sums[0] + sums[1] + sums[2] + sums[3] + load(last);
}

std::uint16_t internet_checksum(std::uint64_t sum) {
  while (sum >> 16 != 0) sum = (sum >> 32) + (sum >> 16 & 0xffff) + (sum & 0xffff);
  return static_cast<std::uint16_t>(~sum);
}

UdpHeaders::UdpHeaders(const IpAddress& local, std::uint8_t hop_limit, bool dont_fragment)
    : ipv6_(local.family == Family::ipv6),
      dont_fragment_(dont_fragment),
      hop_limit_(hop_limit),
      local_(local),
      sum_(internet_sum({local.bytes.data(), ipv6_ ? 16u : 4u}) + word(IPPROTO_UDP)) {}

void UdpHeaders::write_ipv4(std::uint8_t* out, std::uint8_t tos, const SocketAddress& to) const {
  std::memset(out, 0, kIpv4Size);
  out[0] = 0x45;  // version, header length in words
  out[1] = tos;
  out[6] = dont_fragment_ ? 0x40 : 0;
  out[8] = hop_limit_;
  out[9] = IPPROTO_UDP;
  std::memcpy(out + 12, local_.bytes.data(), 4);
  std::memcpy(out + 16, &to.ipv4.sin_addr, 4);
}

void UdpHeaders::write_ipv6(std::uint8_t* out, std::uint8_t tos, const SocketAddress& to,
                            std::size_t udp_length) const {
  out[0] = static_cast<std::uint8_t>(0x60 | tos >> 4);  // version, traffic class
  out[1] = static_cast<std::uint8_t>(tos << 4);
  out[2] = out[3] = 0;  // no flow label
  put_word(out + 4, word(udp_length));
  out[6] = IPPROTO_UDP;
  out[7] = hop_limit_;
  std::memcpy(out + 8, local_.bytes.data(), 16);
  std::memcpy(out + 24, &to.ipv6.sin6_addr, 16);
}

void UdpHeaders::write(std::uint8_t* out, std::uint16_t local_port, std::uint8_t tos,
                       const SocketAddress& to, std::span<const std::uint8_t> payload) const {
  const std::size_t udp_length = kUdpSize + payload.size();
  if (ipv6_)
    write_ipv6(out, tos, to, udp_length);
  else
    write_ipv4(out, tos, to);
  std::uint8_t* udp = out + (ipv6_ ? kIpv6Size : kIpv4Size);
  const std::uint16_t source = word(local_port);
  const std::uint16_t destination = to.ipv4.sin_port;  // at the same place in both families
  const std::uint16_t length = word(udp_length);
  // The length is in the pseudo header and in the UDP header.
  const std::uint64_t sum = sum_ + internet_sum(address_of(to)) + source + destination +
                            2 * std::uint64_t{length} + internet_sum(payload);
  const std::uint16_t checksum = internet_checksum(sum);
  put_word(udp, source);
  put_word(udp + 2, destination);
  put_word(udp + 4, length);
  put_word(udp + 6, checksum == 0 ? 0xffff : checksum);  // 0 means that there is none
}

}  // namespace rtpengine::net
