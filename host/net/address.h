// SPDX-License-Identifier: GPL-3.0-or-later
//
// IP addresses and endpoints.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace rtpengine::net {

enum class Family : std::uint8_t { none = 0, ipv4 = 4, ipv6 = 6 };

/// "IP4"/"IP6" as in SDP (RFC 8866 section 5.7); empty for none.
std::string_view sdp_name(Family family);
/// "IPv4"/"IPv6" as in replies to query; empty for none.
std::string_view display_name(Family family);

/// An IPv4 or IPv6 address, or none. A value: 17 bytes, trivially copyable, unused bytes zero.
struct IpAddress {
  Family family = Family::none;
  std::array<std::uint8_t, 16> bytes{};  ///< network order; IPv4 in the first four

  /// From numeric text; IPv6 without brackets and without scope.
  static std::optional<IpAddress> parse(std::string_view text);
  /// From numeric text of the family an SDP "IP4"/"IP6" names.
  static std::optional<IpAddress> parse(std::string_view text, Family family);
  static IpAddress from_ipv4(in_addr address);
  static IpAddress from_ipv6(const in6_addr& address);
  /// 0.0.0.0 or ::
  static IpAddress any(Family family);

  /// Dotted quad, or RFC 5952 text.
  std::string to_string() const;

  explicit operator bool() const { return family != Family::none; }
  bool is_unspecified() const;  ///< 0.0.0.0 or ::
  bool is_loopback() const;     ///< 127.0.0.0/8 or ::1
  bool is_multicast() const;
  bool is_broadcast() const;   ///< 255.255.255.255
  bool is_link_local() const;  ///< 169.254.0.0/16 or fe80::/10
  bool is_private() const;     ///< RFC 1918, RFC 6598, RFC 4193
  bool is_mapped() const;      ///< IPv4-mapped IPv6, ::ffff:0:0/96

  bool operator==(const IpAddress&) const = default;
};

/// Address and UDP port. port is in host order.
struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;

  /// "1.2.3.4:5" or "[::1]:5"
  std::string to_string() const;
  explicit operator bool() const { return bool(address) && port != 0; }
  bool operator==(const Endpoint&) const = default;
};

/// A socket address with its length, as system calls take it. The hot path keeps destinations in
/// this form so that nothing is converted per packet. IPv4-mapped IPv6 is never used.
struct SocketAddress {
  union {
    sockaddr base;
    sockaddr_in ipv4;
    sockaddr_in6 ipv6;
  };
  socklen_t size = 0;

  SocketAddress() { std::memset(&ipv6, 0, sizeof ipv6); }
  explicit SocketAddress(const Endpoint& endpoint);
  Endpoint endpoint() const;
  /// Same family, address and port. Cheaper than converting to Endpoint.
  bool same_as(const SocketAddress& other) const;
};

/// Parses `[address:]port` or `address:port`, IPv6 in brackets; ports are 1 to 65535. A missing
/// address leaves Endpoint::address empty. Host names are resolved (may block: configuration time
/// only); of a name with addresses of both families the first IPv4 one is taken.
std::optional<Endpoint> parse_endpoint(std::string_view text);

}  // namespace rtpengine::net

template <>
struct std::hash<rtpengine::net::IpAddress> {
  std::size_t operator()(const rtpengine::net::IpAddress& address) const noexcept {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(&address), sizeof address});
  }
};
