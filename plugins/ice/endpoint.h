// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses as STUN, candidates and the agent use them: the SDK's Endpoint, compared and printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <rtpengine/types.h>

namespace rtpengine::ice {

/// Bytes of an address of this family; 0 of none.
constexpr std::size_t address_size(AddressFamily family) noexcept {
  if (family == AddressFamily::ipv4) return 4;
  return family == AddressFamily::ipv6 ? 16 : 0;
}

/// Same family, address and port.
bool same(const Endpoint& a, const Endpoint& b) noexcept;

/// A numeric address ("192.0.2.1", "2001:db8::1"; no brackets, no zone) and a port. False if it is
/// not one, and `out` is untouched then.
bool parse_endpoint(std::string_view address, std::uint16_t port, Endpoint* out) noexcept;

/// The address without its port, as SDP has it.
std::string address_text(const Endpoint& endpoint);

/// "192.0.2.1:5000", "[2001:db8::1]:5000"; for logs.
std::string to_string(const Endpoint& endpoint);

/// fe80::/10: such addresses are paired with each other only (RFC 8445 section 6.1.2.2).
bool is_link_local_v6(const Endpoint& endpoint) noexcept;

/// Whether it could be where a packet goes to or comes from: a unicast address and a port.
bool is_usable(const Endpoint& endpoint) noexcept;

}  // namespace rtpengine::ice
