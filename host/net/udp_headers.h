// SPDX-License-Identifier: GPL-3.0-or-later
//
// The headers of UDP datagrams that go out by a raw socket (RFC 791, RFC 8200, RFC 768).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "net/address.h"

namespace rtpengine::net {

/// The ones' complement sum of 16 bit words that Internet checksums are made of (RFC 1071), not
/// folded yet; an odd last byte is padded with 0. Words are taken as they stand in memory.
std::uint64_t internet_sum(std::span<const std::uint8_t> bytes);
/// The checksum field of such a sum, as it stands in memory.
std::uint16_t internet_checksum(std::uint64_t sum);

/// Writes the headers of one local address. A value.
class UdpHeaders {
 public:
  static constexpr std::size_t kMaxSize = 48;  ///< IPv6 and UDP
  /// Room for IPv4 and UDP headers in the longest packet; IPv6 does not count its own header.
  static constexpr std::size_t kMaxPayloadIpv4 = 65535 - 20 - 8;
  static constexpr std::size_t kMaxPayloadIpv6 = 65535 - 8;

  /// `hop_limit`: TTL in IPv4. `dont_fragment` is for IPv4; IPv6 is never fragmented on its way.
  UdpHeaders(const IpAddress& local, std::uint8_t hop_limit, bool dont_fragment);

  std::size_t size() const { return ipv6_ ? 48 : 28; }
  /// The longest payload, in bytes.
  std::size_t max_payload() const { return ipv6_ ? kMaxPayloadIpv6 : kMaxPayloadIpv4; }

  /// Writes size() bytes. `tos`: TOS or traffic class. `to` is of the family of the local address,
  /// the payload not longer than it may be. In IPv4 the kernel fills in length, identification and
  /// header checksum.
  void write(std::uint8_t* out, std::uint16_t local_port, std::uint8_t tos, const SocketAddress& to,
             std::span<const std::uint8_t> payload) const;

 private:
  void write_ipv4(std::uint8_t* out, std::uint8_t tos, const SocketAddress& to) const;
  void write_ipv6(std::uint8_t* out, std::uint8_t tos, const SocketAddress& to,
                  std::size_t udp_length) const;

  bool ipv6_;
  bool dont_fragment_;
  std::uint8_t hop_limit_;
  IpAddress local_;
  std::uint64_t sum_;  ///< of what each pseudo header has in common
};

}  // namespace rtpengine::net
