// SPDX-License-Identifier: GPL-3.0-or-later

#include "allow_list.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>

namespace rtpengine::ng {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr Bytes kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned kMappedBits = 96;

bool is_mapped(const Bytes& bytes) { return std::memcmp(bytes.data(), kMapped.data(), 12) == 0; }

Bytes mapped(const in_addr& address) {
  Bytes bytes = kMapped;
  std::memcpy(bytes.data() + 12, &address, sizeof address);
  return bytes;
}

bool bit(const Bytes& bytes, unsigned index) {
  return (bytes[index / 8] >> (7 - index % 8) & 1) != 0;
}

bool begins_alike(const Bytes& a, const Bytes& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (std::memcmp(a.data(), b.data(), whole) != 0) return false;
  const unsigned rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

/// Digits only, at most `most`.
bool parse_bits(std::string_view text, unsigned most, unsigned* bits) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, *bits);
  return error == std::errc() && stop == end && *bits <= most;
}

/// False if the family is neither of the two.
bool bytes_of(const sockaddr& source, Bytes* bytes) noexcept {
  if (source.sa_family == AF_INET) {
    *bytes = mapped(reinterpret_cast<const sockaddr_in&>(source).sin_addr);
    return true;
  }
  if (source.sa_family != AF_INET6) return false;
  std::memcpy(bytes->data(), &reinterpret_cast<const sockaddr_in6&>(source).sin6_addr, 16);
  return true;
}

std::string_view view_of(Slice slice) { return {slice.data, static_cast<std::size_t>(slice.size)}; }

}  // namespace

bool AllowList::add(std::string_view network, std::string* error) {
  const std::string quoted = "'" + std::string(network) + "'";
  const std::size_t slash = network.find('/');
  const std::string address(network.substr(0, slash));
  Network made;
  in_addr v4{};
  const bool is_v4 = inet_pton(AF_INET, address.c_str(), &v4) == 1;
  if (is_v4) made.bytes = mapped(v4);
  if (!is_v4 && inet_pton(AF_INET6, address.c_str(), made.bytes.data()) != 1) {
    *error = quoted + " does not begin with a numeric IP address";
    return false;
  }
  const unsigned most = is_v4 ? 32 : 128;
  unsigned bits = most;
  if (slash != std::string_view::npos && !parse_bits(network.substr(slash + 1), most, &bits)) {
    *error = quoted + " does not end in a number of bits from 0 to " + std::to_string(most);
    return false;
  }
  made.bits = is_v4 ? kMappedBits + bits : bits;
  made.v4 = made.bits >= kMappedBits && is_mapped(made.bytes);
  for (unsigned index = made.bits; index < 128; ++index) {
    if (!bit(made.bytes, index)) continue;
    *error = quoted + " is not the first address of a network: there are bits after the first " +
             std::to_string(bits);
    return false;
  }
  made.text = network;
  networks_.push_back(std::move(made));
  return true;
}

bool AllowList::allows(const sockaddr& source) const noexcept {
  if (networks_.empty()) return true;
  Bytes bytes;
  if (!bytes_of(source, &bytes)) return false;
  const bool v4 = is_mapped(bytes);
  for (const Network& network : networks_) {
    // ::/0 means IPv6: it does not let IPv4 in.
    if (network.v4 == v4 && begins_alike(network.bytes, bytes, network.bits)) return true;
  }
  return false;
}

std::string AllowList::text() const {
  std::string text;
  for (const Network& network : networks_) text += (text.empty() ? "" : ", ") + network.text;
  return text;
}

bool read_allow_list(OptionsV1& options, std::string_view listener, AllowList* list,
                     std::string* error) {
  AllowList own;
  AllowList general;
  const std::uint32_t count = options.count(kControlAllow);
  for (std::uint32_t index = 0; index < count; ++index) {
    const std::string_view entry = view_of(options.text(kControlAllow, index));
    const std::size_t equals = entry.find('=');
    const bool named = equals != std::string_view::npos;
    // What is meant for others is looked at all the same: each entry has one reader at least.
    AllowList other;
    AllowList& chosen = !named ? general : entry.substr(0, equals) == listener ? own : other;
    if (chosen.add(named ? entry.substr(equals + 1) : entry, error)) continue;
    *error = std::string(view_of(options.origin(kControlAllow, index))) + ": " + *error;
    return false;
  }
  *list = own.empty() ? std::move(general) : std::move(own);
  return true;
}

}  // namespace rtpengine::ng
