// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses as associations compare them: the SDK's Endpoint.
#pragma once

#include <cstddef>
#include <cstring>

#include <rtpengine/types.h>

namespace rtpengine::dtls {

/// Bytes of an address of this family; 0 of none.
constexpr std::size_t address_size(AddressFamily family) noexcept {
  if (family == AddressFamily::ipv4) return 4;
  return family == AddressFamily::ipv6 ? 16 : 0;
}

/// Same family, address and port.
inline bool same(const Endpoint& a, const Endpoint& b) noexcept {
  return a.family == b.family && a.port == b.port &&
         std::memcmp(a.address, b.address, address_size(a.family)) == 0;
}

}  // namespace rtpengine::dtls
