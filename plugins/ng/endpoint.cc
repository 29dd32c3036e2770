// SPDX-License-Identifier: GPL-3.0-or-later
//
// Socket addresses and their text forms.

#include "endpoint.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <charconv>
#include <cstring>

namespace rtpengine::ng {
namespace {

bool parse_port(std::string_view text, std::uint16_t* port) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *port);
  return error == std::errc() && stop == end && *port != 0;
}

void set_port(SocketAddress* address, std::uint16_t port) {
  if (is_v6(*address)) {
    address->v6.sin6_port = htons(port);
  } else {
    address->v4.sin_port = htons(port);
  }
}

SocketAddress wildcard(int family) {
  SocketAddress address = empty_address();
  address.generic.sa_family = static_cast<sa_family_t>(family);
  return address;
}

/// Done for each request, and inet_ntop would print by way of a format.
std::string_view format_v4(const in_addr& address, char* out) {
  std::uint8_t bytes[4];
  std::memcpy(bytes, &address, sizeof bytes);
  char* end = out;
  for (const std::uint8_t byte : bytes) {
    if (end != out) *end++ = '.';
    end = std::to_chars(end, out + kAddressText, byte).ptr;
  }
  *end = '\0';
  return {out, static_cast<std::size_t>(end - out)};
}

/// Addresses of a numeric address or host name, with port 0.
bool resolve(const std::string& host, bool numeric, std::vector<SocketAddress>* out,
             std::string* error) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_PASSIVE | (numeric ? AI_NUMERICHOST : 0);
  addrinfo* list = nullptr;
  const int status = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (status != 0) {
    *error = "cannot resolve '" + host + "': " + gai_strerror(status);
    return false;
  }
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    SocketAddress address = empty_address();
    std::memcpy(&address, entry->ai_addr, entry->ai_addrlen);
    out->push_back(address);
  }
  freeaddrinfo(list);
  return true;
}

}  // namespace

SocketAddress empty_address() noexcept {
  SocketAddress address;
  std::memset(&address, 0, sizeof address);
  return address;
}

bool is_v6(const SocketAddress& address) noexcept { return address.generic.sa_family == AF_INET6; }

socklen_t size_of(const SocketAddress& address) noexcept {
  return is_v6(address) ? sizeof address.v6 : sizeof address.v4;
}

Endpoint to_endpoint(const SocketAddress& address) noexcept {
  Endpoint endpoint = {};
  endpoint.port = port_of(address);
  if (is_v6(address)) {
    endpoint.family = AddressFamily::ipv6;
    std::memcpy(endpoint.address, &address.v6.sin6_addr, sizeof address.v6.sin6_addr);
  } else {
    endpoint.family = AddressFamily::ipv4;
    std::memcpy(endpoint.address, &address.v4.sin_addr, sizeof address.v4.sin_addr);
  }
  return endpoint;
}

std::uint16_t port_of(const SocketAddress& address) noexcept {
  return ntohs(is_v6(address) ? address.v6.sin6_port : address.v4.sin_port);
}

bool is_wildcard(const SocketAddress& address) noexcept {
  if (is_v6(address)) return IN6_IS_ADDR_UNSPECIFIED(&address.v6.sin6_addr) != 0;
  return address.v4.sin_addr.s_addr == htonl(INADDR_ANY);
}

bool operator==(const SocketAddress& a, const SocketAddress& b) noexcept {
  if (a.generic.sa_family != b.generic.sa_family) return false;
  if (is_v6(a)) {
    return a.v6.sin6_port == b.v6.sin6_port && a.v6.sin6_scope_id == b.v6.sin6_scope_id &&
           std::memcmp(&a.v6.sin6_addr, &b.v6.sin6_addr, sizeof a.v6.sin6_addr) == 0;
  }
  return a.v4.sin_port == b.v4.sin_port && a.v4.sin_addr.s_addr == b.v4.sin_addr.s_addr;
}

std::string_view format_address(const SocketAddress& address, char* out) noexcept {
  if (!is_v6(address)) return format_v4(address.v4.sin_addr, out);
  if (inet_ntop(AF_INET6, &address.v6.sin6_addr, out, kAddressText) == nullptr) return {};
  return out;
}

std::string to_string(const SocketAddress& address) {
  char buffer[kAddressText];
  std::string text(format_address(address, buffer));
  if (is_v6(address)) text = "[" + text + "]";
  return text + ":" + std::to_string(port_of(address));
}

bool parse_listen(std::string_view text, std::vector<SocketAddress>* out, std::string* error) {
  const std::size_t colon = text.rfind(':');
  const bool bare = colon == std::string_view::npos;
  std::uint16_t port = 0;
  if (!parse_port(bare ? text : text.substr(colon + 1), &port)) {
    *error = "'" + std::string(text) + "' does not end in a port (1 to 65535)";
    return false;
  }
  std::vector<SocketAddress> addresses;
  if (bare) {
    addresses = {wildcard(AF_INET), wildcard(AF_INET6)};
  } else {
    std::string_view host = text.substr(0, colon);
    const bool brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    if (host.empty() || (!brackets && host.find(':') != std::string_view::npos)) {
      *error = "'" + std::string(text) + "' is not of the form [address:]port; an IPv6 address " +
               "stands in brackets";
      return false;
    }
    if (!resolve(std::string(host), brackets, &addresses, error)) return false;
  }
  for (SocketAddress& address : addresses) {
    set_port(&address, port);
    out->push_back(address);
  }
  return true;
}

}  // namespace rtpengine::ng
