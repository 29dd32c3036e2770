// SPDX-License-Identifier: GPL-3.0-or-later
//
// The value of a=crypto (RFC 4568): which suite and which keys a party offers or accepts for SRTP.
// Syntax alone: which suites there are, and what may be used, is for those who ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sdp/session.h"

namespace rtpengine::sdp {

/// A tag has at most nine digits.
inline constexpr std::uint32_t kMaxCryptoTag = 999'999'999;

/// One `inline:` key (RFC 4568 section 6.1).
struct CryptoKey {
  /// RFC 4568 section 6.1: an MKI has at most this many bytes.
  static constexpr std::size_t kMaxMki = 128;

  std::string_view key_and_salt;          ///< in base64, as written
  std::optional<std::uint64_t> lifetime;  ///< packets
  std::vector<std::uint8_t> mki;          ///< master key identifier; empty: none
};

/// Texts are views into what it was read from.
struct CryptoAttribute {
  std::uint32_t tag = 0;
  std::string_view suite;
  std::vector<CryptoKey> keys;               ///< one at least
  std::vector<std::string_view> parameters;  ///< of the session, as written, e.g. `KDR=1`

  bool has(std::string_view parameter) const;
};

/// The error says in a few words what is wrong with it.
base::Result<CryptoAttribute> parse_crypto(std::string_view value);

/// As the value of an attribute line.
std::string to_string(const CryptoAttribute& crypto);

/// The values of all a=crypto lines of the section, in order.
std::vector<std::string_view> crypto_values(const MediaSection& section);

}  // namespace rtpengine::sdp
