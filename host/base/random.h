// SPDX-License-Identifier: GPL-3.0-or-later
//
// Random values, good enough for keys: all of them come from the kernel's generator.
//
// Each thread keeps a small stock of random bytes, so that most calls cost no system call; what was
// handed out is erased from the stock, and a forked child starts with an empty one. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rtpengine::base {

inline constexpr std::string_view kLowerHexDigits = "0123456789abcdef";
inline constexpr std::string_view kAlphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Fill `out` with random bytes.
void random_bytes(std::span<std::uint8_t> out);

/// A random number of the type's whole range.
std::uint16_t random_u16();
std::uint32_t random_u32();
std::uint64_t random_u64();

/// A random number of 0...n-1, each as likely as the other; 0 if `n` is 0.
std::uint64_t random_uniform(std::uint64_t n);

/// `length` characters of `alphabet` (1 to 256 characters), each as likely as the other.
std::string random_string(std::size_t length, std::string_view alphabet = kAlphanumeric);

}  // namespace rtpengine::base
