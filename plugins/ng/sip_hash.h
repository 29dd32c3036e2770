// SPDX-License-Identifier: GPL-3.0-or-later
//
// SipHash-2-4 (Aumasson and Bernstein, 2012): a hash for tables whose keys come from the network.
// Who does not know the hash's own key cannot find keys that collide.
#pragma once

#include <cstdint>
#include <string_view>

namespace rtpengine::ng {

struct SipHashKey {
  std::uint64_t low = 0;   ///< of the key's 16 bytes the first 8, little-endian
  std::uint64_t high = 0;  ///< the others
};

/// From the kernel's generator.
SipHashKey random_sip_hash_key() noexcept;

std::uint64_t sip_hash(const SipHashKey& key, std::string_view bytes) noexcept;

}  // namespace rtpengine::ng
