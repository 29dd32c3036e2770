// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers in network order at any address. Any thread.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace rtpengine::base {

namespace detail {

template <typename T>
T swap_bytes(T number) {
  if constexpr (std::endian::native == std::endian::big) return number;
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(number);
  if constexpr (sizeof(T) == 4) return __builtin_bswap32(number);
  if constexpr (sizeof(T) == 8) return __builtin_bswap64(number);
}

}  // namespace detail

/// The number of type T (unsigned, 16 to 64 bits) whose bytes begin here.
template <typename T>
T load_be(const std::uint8_t* from) {
  T number;
  std::memcpy(&number, from, sizeof number);
  return detail::swap_bytes(number);
}

/// Write all bytes of the number.
template <typename T>
void store_be(std::uint8_t* to, T number) {
  number = detail::swap_bytes(number);
  std::memcpy(to, &number, sizeof number);
}

}  // namespace rtpengine::base
