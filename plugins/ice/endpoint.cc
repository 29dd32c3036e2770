// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses: comparison and text.

#include "endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace rtpengine::ice {

bool same(const Endpoint& a, const Endpoint& b) noexcept {
  return a.family == b.family && a.port == b.port &&
         std::memcmp(a.address, b.address, address_size(a.family)) == 0;
}

bool parse_endpoint(std::string_view address, std::uint16_t port, Endpoint* out) noexcept {
  char text[INET6_ADDRSTRLEN];
  if (address.size() >= sizeof text) return false;
  std::copy(address.begin(), address.end(), text);
  text[address.size()] = '\0';
  const bool v6 = address.find(':') != std::string_view::npos;
  Endpoint parsed = {};
  parsed.family = v6 ? AddressFamily::ipv6 : AddressFamily::ipv4;
  parsed.port = port;
  // A zero byte inside would end the text early.
  if (std::strlen(text) != address.size()) return false;
  if (inet_pton(v6 ? AF_INET6 : AF_INET, text, parsed.address) != 1) return false;
  *out = parsed;
  return true;
}

std::string address_text(const Endpoint& endpoint) {
  if (endpoint.family == AddressFamily::none) return {};
  char text[INET6_ADDRSTRLEN];
  const bool v6 = endpoint.family == AddressFamily::ipv6;
  inet_ntop(v6 ? AF_INET6 : AF_INET, endpoint.address, text, sizeof text);
  return text;
}

std::string to_string(const Endpoint& endpoint) {
  const std::string address = address_text(endpoint);
  const std::string port = ":" + std::to_string(endpoint.port);
  return endpoint.family == AddressFamily::ipv6 ? "[" + address + "]" + port : address + port;
}

bool is_link_local_v6(const Endpoint& endpoint) noexcept {
  return endpoint.family == AddressFamily::ipv6 && endpoint.address[0] == 0xfe &&
         (endpoint.address[1] & 0xc0) == 0x80;
}

bool is_usable(const Endpoint& endpoint) noexcept {
  const std::uint8_t* bytes = endpoint.address;
  if (endpoint.port == 0) return false;
  // 0.0.0.0/8, multicast and what is reserved above it, the broadcast address included.
  if (endpoint.family == AddressFamily::ipv4) return bytes[0] != 0 && bytes[0] < 224;
  if (endpoint.family != AddressFamily::ipv6 || bytes[0] == 0xff) return false;
  return std::any_of(bytes, bytes + 16, [](std::uint8_t byte) { return byte != 0; });
}

}  // namespace rtpengine::ice
