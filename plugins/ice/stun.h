// SPDX-License-Identifier: GPL-3.0-or-later
//
// Numbers and words of STUN (RFC 8489) and of its use by ICE (RFC 8445 section 16).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace rtpengine::ice {

inline constexpr std::uint32_t kMagicCookie = 0x2112a442;
inline constexpr std::size_t kStunHeader = 20;
/// XORed into the CRC-32 of a FINGERPRINT.
inline constexpr std::uint32_t kFingerprintXor = 0x5354554e;

/// The method of all messages here.
inline constexpr std::uint16_t kBinding = 0x001;

enum class StunClass : std::uint8_t { request = 0, indication = 1, success = 2, error = 3 };

/// Attribute types. Below 0x8000 a receiver must understand them.
enum class StunAttribute : std::uint16_t {
  mapped_address = 0x0001,
  username = 0x0006,
  message_integrity = 0x0008,
  error_code = 0x0009,
  unknown_attributes = 0x000a,
  message_integrity_sha256 = 0x001c,
  xor_mapped_address = 0x0020,
  priority = 0x0024,
  use_candidate = 0x0025,
  software = 0x8022,
  fingerprint = 0x8028,
  ice_controlled = 0x8029,
  ice_controlling = 0x802a,
};

/// Values of ERROR-CODE.
enum class StunError : std::uint16_t {
  bad_request = 400,
  unauthenticated = 401,
  forbidden = 403,
  unknown_attribute = 420,
  role_conflict = 487,
};

using TransactionId = std::array<std::uint8_t, 12>;

}  // namespace rtpengine::ice
