// SPDX-License-Identifier: GPL-3.0-or-later
//
// The crypto suites of SRTP (RFC 3711): what they are called in SDES (RFC 4568) and in DTLS-SRTP
// (RFC 5764), what they encrypt and authenticate with, and how long keys and tags are. A table;
// any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace rtpengine::media {

/// In the order in which SDES offers have them; those of RFC 7714 behind.
enum class SrtpSuite : std::uint8_t {
  aes_cm_128_hmac_sha1_80,
  aes_cm_128_hmac_sha1_32,
  aes_192_cm_hmac_sha1_80,
  aes_192_cm_hmac_sha1_32,
  aes_256_cm_hmac_sha1_80,
  aes_256_cm_hmac_sha1_32,
  f8_128_hmac_sha1_80,
  f8_128_hmac_sha1_32,
  null_hmac_sha1_80,
  null_hmac_sha1_32,
  aead_aes_128_gcm,
  aead_aes_256_gcm,
};

inline constexpr std::size_t kSrtpSuiteCount = 12;

enum class SrtpCipherKind : std::uint8_t {
  null,
  aes_cm,   ///< counter mode (RFC 3711 section 4.1.1, RFC 6188)
  aes_f8,   ///< RFC 3711 section 4.1.2
  aes_gcm,  ///< encrypts and authenticates (RFC 7714)
};

/// Sizes in bytes.
struct SrtpSuiteInfo {
  SrtpSuite suite;
  std::string_view name;       ///< in SDES
  SrtpCipherKind cipher;       ///< all but AES-GCM authenticate with HMAC-SHA1
  std::uint8_t key_size;       ///< of the master key, and of the session's key of the cipher
  std::uint8_t salt_size;      ///< of the master salt, and of the session's salt
  std::uint8_t rtp_tag_size;   ///< authentication tag of SRTP
  std::uint8_t rtcp_tag_size;  ///< and of SRTCP
  /// The protection profile of DTLS-SRTP: its number, 0 if there is none, and OpenSSL's name.
  std::uint16_t dtls_profile = 0;
  std::string_view dtls_name = {};

  bool aead() const { return cipher == SrtpCipherKind::aes_gcm; }
};

/// All suites, in the order of SrtpSuite.
std::span<const SrtpSuiteInfo, kSrtpSuiteCount> srtp_suites();
inline const SrtpSuiteInfo& info(SrtpSuite suite) { return srtp_suites()[std::size_t(suite)]; }

/// The suite of this name in SDES. Upper case, as RFC 4568 has it.
std::optional<SrtpSuite> srtp_suite_from(std::string_view name);
/// The suite of this protection profile of DTLS-SRTP.
std::optional<SrtpSuite> srtp_suite_from_dtls(std::uint16_t profile);

/// Session parameters of SDES (RFC 4568 section 6.3) that say what is left out. SRTCP is always
/// authenticated.
struct SrtpParameters {
  bool unencrypted_srtp = false;
  bool unencrypted_srtcp = false;
  bool unauthenticated_srtp = false;

  bool operator==(const SrtpParameters&) const = default;
};

/// Whether the suite can do without what these leave out: AES-GCM encrypts and authenticates SRTP
/// in one (RFC 7714 section 8), and RFC 7714 leaves only SRTCP unencrypted (section 9.3).
bool allows(SrtpSuite suite, SrtpParameters parameters);

}  // namespace rtpengine::media
