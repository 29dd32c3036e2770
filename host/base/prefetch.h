// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fetching memory into the cache before it is needed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rtpengine::base {

inline constexpr std::size_t kCacheLine = 64;  ///< bytes

/// Fetch so many bytes. A hint: nothing waits for it, and any address will do.
inline void prefetch(const void* begin, std::size_t size) {
  const auto at = reinterpret_cast<std::uintptr_t>(begin);
  for (std::uintptr_t line = at & ~(kCacheLine - 1); line < at + size; line += kCacheLine)
    __builtin_prefetch(reinterpret_cast<const void*>(line), 1);
}

/// Fetch an object; null is allowed.
template <typename T>
void prefetch(const T* object) {
  prefetch(object, sizeof(T));
}

}  // namespace rtpengine::base
