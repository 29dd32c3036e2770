// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading STUN messages (RFC 8489).
//
// A parsed message is a view: it points into the bytes it was parsed from and allocates nothing.
// What is read here was checked for its bounds; what it claims, only for FINGERPRINT. Whether the
// sender knows the password is asked with has_integrity.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <rtpengine/types.h>

#include "integrity.h"
#include "stun.h"

namespace rtpengine::ice {

/// Why bytes are not a STUN message that one may look at.
enum class StunDefect : std::uint8_t {
  none,
  truncated,          ///< shorter than a header
  not_stun,           ///< the first two bits are set, or the magic cookie is another
  bad_length,         ///< the header's length is not that of the message, or no multiple of four
  bad_attribute,      ///< an attribute passes the end of the message, or has an impossible length
  after_fingerprint,  ///< FINGERPRINT is not the last attribute
  bad_fingerprint,    ///< FINGERPRINT is not that of the message
};

/// One sentence for log lines; a string constant.
const char* describe(StunDefect defect) noexcept;

/// The types of attributes that must be understood and are not, as many as an answer names.
struct UnknownAttributes {
  std::array<std::uint16_t, 8> types = {};
  std::size_t count = 0;

  std::span<const std::uint16_t> all() const noexcept { return {types.data(), count}; }
};

struct StunMessage {
  Bytes bytes;
  StunClass kind = StunClass::request;
  std::uint16_t method = 0;
  TransactionId id = {};

  std::string_view username;
  std::string_view software;
  std::optional<std::uint32_t> priority;
  bool use_candidate = false;
  std::optional<std::uint64_t> controlling;  ///< tie-breaker of ICE-CONTROLLING
  std::optional<std::uint64_t> controlled;   ///< tie-breaker of ICE-CONTROLLED
  Endpoint mapped = {};  ///< of XOR-MAPPED-ADDRESS, or else of MAPPED-ADDRESS; family none: neither
  std::uint16_t error_code = 0;  ///< 300 to 699, or 0
  std::string_view reason;       ///< of ERROR-CODE

  std::size_t integrity_at = 0;  ///< where MESSAGE-INTEGRITY begins; 0: there is none
  bool has_integrity_sha256 = false;
  bool has_fingerprint = false;
  UnknownAttributes unknown;
};

/// Read a message, which must be all of `bytes`. Of attributes that are there twice the first
/// counts, and none but FINGERPRINT behind the first MESSAGE-INTEGRITY (RFC 8489 section 14.5).
/// `out` is good if the result is none, and as long as `bytes`. Any thread.
StunDefect parse_stun(Bytes bytes, StunMessage* out) noexcept;

/// Whether MESSAGE-INTEGRITY is there and was made with this password.
bool has_integrity(const StunMessage& message, std::string_view password) noexcept;

}  // namespace rtpengine::ice
