// SPDX-License-Identifier: GPL-3.0-or-later
//
// HMAC-SHA1 (RFC 2104) as SRTP uses it (RFC 3711 section 4.2.1): over a packet and the 32-bit word
// that follows it, the rollover counter or the index of SRTCP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <openssl/sha.h>

namespace rtpengine::media {

/// Holds what the hash has made of the key, inside and outside, so that a packet costs its own
/// blocks and one more. libcrypto's EVP interface would allocate twice for each packet to do the
/// same (see docs/performance.md); these are its functions of before 3.0, which it keeps.
/// Any thread, as long as it is not changed.
class HmacSha1 {
 public:
  static constexpr std::size_t kSize = SHA_DIGEST_LENGTH;

  /// A key of at most 64 bytes.
  explicit HmacSha1(std::span<const std::uint8_t> key);
  HmacSha1(const HmacSha1&) = default;
  HmacSha1& operator=(const HmacSha1&) = default;
  ~HmacSha1();

  /// Write as much of the digest as there is room in `tag`, at most kSize bytes.
  void sign(std::span<const std::uint8_t> packet, std::uint32_t word,
            std::span<std::uint8_t> tag) const;

 private:
  SHA_CTX inner_;
  SHA_CTX outer_;
};

}  // namespace rtpengine::media
