// SPDX-License-Identifier: GPL-3.0-or-later
//
// The two check values at the end of a STUN message: HMAC-SHA1 and CRC-32.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace rtpengine::ice {

using Bytes = std::span<const std::uint8_t>;
using HmacSha1 = std::array<std::uint8_t, 20>;

/// HMAC-SHA1 (RFC 2104) over these parts, one behind the other. False if libcrypto refuses.
bool hmac_sha1(std::string_view key, std::initializer_list<Bytes> parts, HmacSha1* out) noexcept;

/// Compares in a time that does not depend on where they differ.
bool equal_secret(Bytes a, Bytes b) noexcept;

/// CRC-32 of ITU-T V.42, what FINGERPRINT is made of.
std::uint32_t crc32(Bytes bytes) noexcept;

}  // namespace rtpengine::ice
