// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys of SRTP: the master key that was negotiated, and the session keys derived from it (RFC 3711
// section 4.3, with a key derivation rate of 0; RFC 6188; RFC 7714 section 11). All are erased when
// they go.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/base64.h"
#include "base/fields.h"
#include "media/srtp_suite.h"

namespace rtpengine::media {

/// What packets are protected: RTP and RTCP have keys of their own.
enum class SrtpUse : std::uint8_t { rtp, rtcp };

/// Of the sizes that the suite says; what is behind is zero.
struct SrtpMasterKey {
  std::array<std::uint8_t, 32> key{};
  std::array<std::uint8_t, 14> salt{};

  /// Key and salt one behind the other, as in SDES. Nothing: not as long as the suite's.
  static std::optional<SrtpMasterKey> from(SrtpSuite suite, std::span<const std::uint8_t> bytes);
  /// One that nobody knows yet.
  static SrtpMasterKey random(SrtpSuite suite);
  /// Key and salt one behind the other, in base64.
  std::string text(SrtpSuite suite, base::Base64Padding padding) const;

  bool operator==(const SrtpMasterKey&) const = default;
  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields, SrtpSuite suite);

  SrtpMasterKey() = default;
  SrtpMasterKey(const SrtpMasterKey&) = default;
  SrtpMasterKey& operator=(const SrtpMasterKey&) = default;
  ~SrtpMasterKey();
};

/// Of the sizes that the suite says; what is behind is zero.
struct SrtpSessionKeys {
  std::array<std::uint8_t, 32> cipher{};
  std::array<std::uint8_t, 20> authentication{};
  std::array<std::uint8_t, 14> salt{};

  SrtpSessionKeys() = default;
  SrtpSessionKeys(const SrtpSessionKeys&) = default;
  SrtpSessionKeys& operator=(const SrtpSessionKeys&) = default;
  ~SrtpSessionKeys();
};

/// Nothing: libcrypto refuses.
std::optional<SrtpSessionKeys> derive(SrtpSuite suite, const SrtpMasterKey& master, SrtpUse use);

/// All that was negotiated for one direction of a stream.
struct SrtpKeying {
  static constexpr std::size_t kMaxMki = 128;  ///< RFC 4568 section 6.1

  SrtpSuite suite = SrtpSuite::aes_cm_128_hmac_sha1_80;
  SrtpParameters parameters;
  SrtpMasterKey master;
  /// The master key identifier that each packet carries, at most kMaxMki bytes; empty: none.
  std::vector<std::uint8_t> mki;

  bool operator==(const SrtpKeying&) const = default;
  /// What is kept when the state moves (base/fields.h), the keys included.
  void describe(base::Fields& fields);
};

}  // namespace rtpengine::media
