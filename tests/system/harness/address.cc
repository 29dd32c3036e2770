// SPDX-License-Identifier: GPL-3.0-or-later
#include "address.h"

#include <arpa/inet.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rtpengine::harness {
namespace {

sockaddr_in& v4(sockaddr_storage& storage) { return reinterpret_cast<sockaddr_in&>(storage); }
const sockaddr_in& v4(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr_in&>(storage);
}
sockaddr_in6& v6(sockaddr_storage& storage) { return reinterpret_cast<sockaddr_in6&>(storage); }
const sockaddr_in6& v6(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr_in6&>(storage);
}

}  // namespace

Address::Address(const std::string& ip, std::uint16_t port) {
  if (inet_pton(AF_INET, ip.c_str(), &v4(storage_).sin_addr) == 1) {
    v4(storage_).sin_family = AF_INET;
    v4(storage_).sin_port = htons(port);
  } else if (inet_pton(AF_INET6, ip.c_str(), &v6(storage_).sin6_addr) == 1) {
    v6(storage_).sin6_family = AF_INET6;
    v6(storage_).sin6_port = htons(port);
  } else {
    std::fprintf(stderr, "'%s' is not an IP address\n", ip.c_str());
    std::abort();
  }
}

Address::Address(const sockaddr_storage& storage) : storage_(storage) {}

std::string Address::ip() const {
  char text[INET6_ADDRSTRLEN] = "";
  const void* bytes = is_v6() ? static_cast<const void*>(&v6(storage_).sin6_addr)
                              : static_cast<const void*>(&v4(storage_).sin_addr);
  if (*this) inet_ntop(storage_.ss_family, bytes, text, sizeof text);
  return text;
}

std::uint16_t Address::port() const {
  return ntohs(is_v6() ? v6(storage_).sin6_port : v4(storage_).sin_port);
}

std::string Address::text() const {
  return (is_v6() ? "[" + ip() + "]" : ip()) + ":" + std::to_string(port());
}

bool Address::operator==(const Address& other) const {
  if (storage_.ss_family != other.storage_.ss_family || port() != other.port()) return false;
  if (!is_v6()) return v4(storage_).sin_addr.s_addr == v4(other.storage_).sin_addr.s_addr;
  return std::memcmp(&v6(storage_).sin6_addr, &v6(other.storage_).sin6_addr, sizeof(in6_addr)) == 0;
}

}  // namespace rtpengine::harness
