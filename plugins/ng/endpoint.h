// SPDX-License-Identifier: GPL-3.0-or-later
//
// Socket addresses, and the values of `listen-ng` turned into them.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rtpengine/types.h>

namespace rtpengine::ng {

/// An IPv4 or IPv6 address with a port.
union SocketAddress {
  sockaddr generic;
  sockaddr_in v4;
  sockaddr_in6 v6;
};

/// All bytes zero.
SocketAddress empty_address() noexcept;

bool is_v6(const SocketAddress& address) noexcept;

/// Size as bind and sendto want it.
socklen_t size_of(const SocketAddress& address) noexcept;

/// Port in host order.
std::uint16_t port_of(const SocketAddress& address) noexcept;

/// Whether this is 0.0.0.0 or [::].
bool is_wildcard(const SocketAddress& address) noexcept;

/// Same family, address, port and, of a link-local address, interface.
bool operator==(const SocketAddress& a, const SocketAddress& b) noexcept;

/// The same as the SDK has it.
Endpoint to_endpoint(const SocketAddress& address) noexcept;

/// Room for a numeric address without port, terminated by a zero.
inline constexpr std::size_t kAddressText = INET6_ADDRSTRLEN;

/// Write the numeric address without port to `out`, which has kAddressText bytes; returns what was
/// written, without the zero.
std::string_view format_address(const SocketAddress& address, char* out) noexcept;

/// `address:port`, IPv6 in brackets. Allocates.
std::string to_string(const SocketAddress& address);

/// Addresses to listen on for `[address:]port`. A bare port stands for 0.0.0.0 and [::], in this
/// order; a host name for all its addresses (asks the resolver, so it may block). On failure
/// returns false and sets `error` to the reason. May throw std::bad_alloc.
bool parse_listen(std::string_view text, std::vector<SocketAddress>* out, std::string* error);

}  // namespace rtpengine::ng
