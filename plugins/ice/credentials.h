// SPDX-License-Identifier: GPL-3.0-or-later
//
// User name fragment and password (RFC 8445 section 5.3).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "words.h"

namespace rtpengine::ice {

struct Credentials {
  std::string ufrag;
  std::string password;

  bool operator==(const Credentials&) const = default;
};

/// 4 to 256 characters.
inline bool is_ufrag(std::string_view text) noexcept { return is_ice_text(text, 4, 256); }
/// 22 to 256 characters.
inline bool is_password(std::string_view text) noexcept { return is_ice_text(text, 22, 256); }

/// Bytes of randomness that make_credentials uses up.
inline constexpr std::size_t kCredentialsRandomness = 34 * 2;

/// New ones: 8 and 26 letters and digits, 47 and 154 bits. `random` holds at least
/// kCredentialsRandomness bytes, from a source that nobody can predict.
Credentials make_credentials(std::span<const std::uint8_t> random);

/// A foundation of 16 letters and digits; `random` holds at least 32 bytes.
std::string make_foundation(std::span<const std::uint8_t> random);

}  // namespace rtpengine::ice
