// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses and endpoints: text forms, classes of addresses, socket addresses.
#include "net/address.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <charconv>
#include <type_traits>

#include "base/text.h"

namespace rtpengine::net {

// The hash in the header reads the object's bytes, so there must be no padding.
static_assert(sizeof(IpAddress) == 17 && std::is_trivially_copyable_v<IpAddress>);
static_assert(std::is_trivially_copyable_v<SocketAddress>);

namespace {

constexpr std::uint8_t kMappedPrefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string ipv4_text(const std::uint8_t* bytes) {
  char text[INET_ADDRSTRLEN];
  char* end = text;
  for (int i = 0; i < 4; ++i) {
    if (i) *end++ = '.';
    end = std::to_chars(end, text + sizeof text, bytes[i]).ptr;
  }
  return {text, end};
}

/// The first longest run of at least two zero groups (RFC 5952 section 4.2): start and length.
std::pair<int, int> longest_zero_run(const std::uint16_t (&groups)[8]) {
  int best = -1;
  int best_length = 1;
  for (int i = 0; i < 8;) {
    int end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_length) {
      best = i;
      best_length = end - i;
    }
    i = end + 1;
  }
  return {best, best_length};
}

std::string ipv6_text(const std::array<std::uint8_t, 16>& bytes) {
  if (std::memcmp(bytes.data(), kMappedPrefix, sizeof kMappedPrefix) == 0)
    return "::ffff:" + ipv4_text(bytes.data() + 12);  // RFC 5952 section 5
  std::uint16_t groups[8];
  for (std::size_t i = 0; i < 8; ++i)
    groups[i] = static_cast<std::uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  const auto [run, run_length] = longest_zero_run(groups);  // -1, 1 if there is none
  char text[INET6_ADDRSTRLEN];
  char* end = text;
  for (int i = 0; i < 8;) {
    if (i == run) {
      *end++ = ':';
      *end++ = ':';
      i += run_length;
      continue;
    }
    if (i != 0 && i != run + run_length) *end++ = ':';
    end = std::to_chars(end, text + sizeof text, groups[i], 16).ptr;
    ++i;
  }
  return {text, end};
}

/// Copies text to a terminated buffer for inet_pton; false if it can't be an address.
bool terminated(std::string_view text, char (&buffer)[INET6_ADDRSTRLEN]) {
  if (text.empty() || text.size() >= sizeof buffer) return false;
  if (text.find('\0') != std::string_view::npos) return false;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  return true;
}

/// IPv4 is preferred for a name that has both, as SIP proxies prefer it for such a name.
std::optional<IpAddress> resolve(std::string_view name) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(std::string(name).c_str(), nullptr, &hints, &list) != 0) return {};
  std::optional<IpAddress> found;
  for (const addrinfo* entry = list; entry; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET) {
      found = IpAddress::from_ipv4(reinterpret_cast<const sockaddr_in*>(entry->ai_addr)->sin_addr);
      break;
    }
    if (entry->ai_family == AF_INET6 && !found)
      found =
          IpAddress::from_ipv6(reinterpret_cast<const sockaddr_in6*>(entry->ai_addr)->sin6_addr);
  }
  freeaddrinfo(list);
  return found;
}

}  // namespace

std::string_view sdp_name(Family family) {
  switch (family) {
    case Family::ipv4:
      return "IP4";
    case Family::ipv6:
      return "IP6";
    case Family::none:
      break;
  }
  return {};
}

std::string_view display_name(Family family) {
  switch (family) {
    case Family::ipv4:
      return "IPv4";
    case Family::ipv6:
      return "IPv6";
    case Family::none:
      break;
  }
  return {};
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  return parse(text, text.find(':') == std::string_view::npos ? Family::ipv4 : Family::ipv6);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text, Family family) {
  char buffer[INET6_ADDRSTRLEN];
  if (family == Family::none || !terminated(text, buffer)) return {};
  IpAddress address;
  address.family = family;
  const int system_family = family == Family::ipv4 ? AF_INET : AF_INET6;
  if (inet_pton(system_family, buffer, address.bytes.data()) != 1) return {};
  return address;
}

IpAddress IpAddress::from_ipv4(in_addr source) {
  IpAddress address;
  address.family = Family::ipv4;
  std::memcpy(address.bytes.data(), &source.s_addr, 4);
  return address;
}

IpAddress IpAddress::from_ipv6(const in6_addr& source) {
  IpAddress address;
  address.family = Family::ipv6;
  std::memcpy(address.bytes.data(), source.s6_addr, 16);
  return address;
}

IpAddress IpAddress::any(Family family) {
  IpAddress address;
  address.family = family;
  return address;
}

std::string IpAddress::to_string() const {
  switch (family) {
    case Family::ipv4:
      return ipv4_text(bytes.data());
    case Family::ipv6:
      return ipv6_text(bytes);
    case Family::none:
      break;
  }
  return {};
}

bool IpAddress::is_unspecified() const {
  return family != Family::none &&
         std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_loopback() const {
  if (family == Family::ipv4) return bytes[0] == 127;
  return family == Family::ipv6 && bytes[15] == 1 &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::is_multicast() const {
  if (family == Family::ipv4) return (bytes[0] & 0xf0) == 0xe0;
  return family == Family::ipv6 && bytes[0] == 0xff;
}

bool IpAddress::is_broadcast() const {
  return family == Family::ipv4 && bytes[0] == 255 && bytes[1] == 255 && bytes[2] == 255 &&
         bytes[3] == 255;
}

bool IpAddress::is_link_local() const {
  if (family == Family::ipv4) return bytes[0] == 169 && bytes[1] == 254;
  return family == Family::ipv6 && bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

bool IpAddress::is_mapped() const {
  return family == Family::ipv6 &&
         std::memcmp(bytes.data(), kMappedPrefix, sizeof kMappedPrefix) == 0;
}

bool IpAddress::is_private() const {
  if (family == Family::ipv6) return (bytes[0] & 0xfe) == 0xfc;
  if (family != Family::ipv4) return false;
  return bytes[0] == 10 || (bytes[0] == 172 && (bytes[1] & 0xf0) == 16) ||
         (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 100 && (bytes[1] & 0xc0) == 64);
}

std::string Endpoint::to_string() const {
  std::string text = address.to_string();
  if (address.family == Family::ipv6) text = '[' + text + ']';
  return text + ':' + std::to_string(port);
}

SocketAddress::SocketAddress(const Endpoint& endpoint) : SocketAddress() {
  switch (endpoint.address.family) {
    case Family::ipv4:
      ipv4.sin_family = AF_INET;
      ipv4.sin_port = htons(endpoint.port);
      std::memcpy(&ipv4.sin_addr, endpoint.address.bytes.data(), 4);
      size = sizeof ipv4;
      break;
    case Family::ipv6:
      ipv6.sin6_family = AF_INET6;
      ipv6.sin6_port = htons(endpoint.port);
      std::memcpy(&ipv6.sin6_addr, endpoint.address.bytes.data(), 16);
      size = sizeof ipv6;
      break;
    case Family::none:
      break;
  }
}

Endpoint SocketAddress::endpoint() const {
  if (size == 0) return {};
  if (base.sa_family == AF_INET) return {IpAddress::from_ipv4(ipv4.sin_addr), ntohs(ipv4.sin_port)};
  if (base.sa_family == AF_INET6)
    return {IpAddress::from_ipv6(ipv6.sin6_addr), ntohs(ipv6.sin6_port)};
  return {};
}

bool SocketAddress::same_as(const SocketAddress& other) const {
  if (size == 0 || other.size == 0) return size == other.size;
  if (base.sa_family != other.base.sa_family) return false;
  if (base.sa_family == AF_INET)
    return ipv4.sin_port == other.ipv4.sin_port &&
           ipv4.sin_addr.s_addr == other.ipv4.sin_addr.s_addr;
  return ipv6.sin6_port == other.ipv6.sin6_port &&
         std::memcmp(&ipv6.sin6_addr, &other.ipv6.sin6_addr, 16) == 0;
}

std::optional<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool bare = colon == std::string_view::npos;
  const auto port = base::parse_unsigned<std::uint16_t>(bare ? text : text.substr(colon + 1), 1);
  if (!port) return {};
  if (bare) return Endpoint{{}, *port};
  const std::string_view host = text.substr(0, colon);
  std::optional<IpAddress> address;
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    address = IpAddress::parse(host.substr(1, host.size() - 2), Family::ipv6);
  } else if (host.find_first_of(":[]") == std::string_view::npos && !host.empty()) {
    address = IpAddress::parse(host, Family::ipv4);
    if (!address && host.find('\0') == std::string_view::npos) address = resolve(host);
  }
  if (!address) return {};
  return Endpoint{*address, *port};
}

}  // namespace rtpengine::net
