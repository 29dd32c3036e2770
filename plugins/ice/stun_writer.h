// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writing STUN messages (RFC 8489) into memory of their own; nothing is allocated.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <rtpengine/types.h>

#include "integrity.h"
#include "stun.h"

namespace rtpengine::ice {

/// One message. Attributes come in the order in which they are added; add_integrity and then
/// add_fingerprint go last. What does not fit makes the message empty.
class StunWriter {
 public:
  /// Long enough for a check with the longest user name there is, SOFTWARE included.
  static constexpr std::size_t kCapacity = 800;

  StunWriter(StunClass kind, std::uint16_t method, const TransactionId& id) noexcept;

  void add_text(StunAttribute type, std::string_view text) noexcept;
  /// USERNAME of two parts, with a colon between.
  void add_username(std::string_view first, std::string_view second) noexcept;
  void add_u32(StunAttribute type, std::uint32_t value) noexcept;
  void add_u64(StunAttribute type, std::uint64_t value) noexcept;
  void add_flag(StunAttribute type) noexcept;
  void add_xor_mapped(const Endpoint& endpoint) noexcept;
  void add_error(StunError code, std::string_view reason) noexcept;
  void add_unknown(std::span<const std::uint16_t> types) noexcept;

  /// MESSAGE-INTEGRITY with this password.
  void add_integrity(std::string_view password) noexcept;
  void add_fingerprint() noexcept;

  /// The message; empty if it did not fit, or its integrity could not be computed.
  Bytes bytes() const noexcept { return {bytes_.data(), failed_ ? 0 : size_}; }

 private:
  /// Room for a value, its header written, padding zeroed; null if there is none.
  std::uint8_t* reserve(StunAttribute type, std::size_t length) noexcept;
  void set_length(std::size_t end) noexcept;

  std::array<std::uint8_t, kCapacity> bytes_;
  std::size_t size_ = kStunHeader;
  bool failed_ = false;
};

}  // namespace rtpengine::ice
