// SPDX-License-Identifier: GPL-3.0-or-later
//
// What SRTP and SRTCP do with one packet under one set of keys (RFC 3711 section 3.1, 3.3, 3.4; RFC
// 7714 section 8, 9): encryption, authentication, and what is appended. It knows no stream: which
// index a packet has, and whether it was seen before, is for its users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "media/hmac_sha1.h"
#include "media/srtp_cipher.h"
#include "media/srtp_keys.h"

namespace rtpengine::media {

inline constexpr std::size_t kRtcpHeader = 8;  ///< what SRTCP leaves in clear

/// One packet in work.
struct SrtpUnit {
  std::uint8_t* data = nullptr;
  std::size_t header = 0;  ///< bytes that stay in clear
  std::size_t size = 0;    ///< of header and payload, without what SRTP appends
  SrtpPacketId id;
  bool encrypted = true;  ///< the payload is, or is to be; else it is only authenticated
};

/// One thread at a time.
class SrtpTransform {
 public:
  enum class Direction : std::uint8_t { protect, unprotect };

  /// Nothing: the suite does not allow the parameters, the MKI is too long, or libcrypto refuses.
  static std::optional<SrtpTransform> make(const SrtpKeying& keying, SrtpUse use,
                                           Direction direction);
  /// The same with the session's keys.
  static std::optional<SrtpTransform> make(const SrtpKeying& keying, const SrtpSessionKeys& keys,
                                           SrtpUse use, Direction direction);

  /// Bytes that are appended to a packet.
  std::size_t trailer_size() const { return tag_size_ + word_size_ + mki_.size(); }
  /// Whether packets of its own are encrypted.
  bool encrypts() const { return encrypts_; }
  /// Whether packets have a tag.
  bool authenticates() const { return tag_size_ != 0; }

  /// Made to protect: encrypt and authenticate, and append trailer_size() bytes, for which there
  /// must be room. False: libcrypto failed, and the packet must not be sent.
  [[nodiscard]] bool protect(const SrtpUnit& unit);

  /// Of SRTCP: the word with E flag and index of a packet that consists of unit.size bytes and a
  /// trailer.
  std::uint32_t received_word(const SrtpUnit& unit) const;
  /// Whether the packet names these keys, or none where none are named.
  bool names_these_keys(const SrtpUnit& unit) const;
  /// Made to unprotect: decrypt, if it is authentic. False: it is not, and is what it was.
  [[nodiscard]] bool unprotect(const SrtpUnit& unit);

 private:
  using Cipher = std::variant<std::monostate, AesCounterMode, AesF8, AesGcm>;

  /// Where parts of the trailer begin.
  struct Trailer {
    std::size_t tag;
    std::size_t word;
    std::size_t mki;
  };

  SrtpTransform(const SrtpKeying& keying, SrtpUse use);
  bool make_cipher(const SrtpSessionKeys& keys, Direction direction);
  bool aead() const { return std::holds_alternative<AesGcm>(cipher_); }
  Trailer trailer_of(const SrtpUnit& unit) const;
  /// What is authenticated behind the packet: the rollover counter, or E flag and index of SRTCP.
  std::uint32_t word_of(const SrtpUnit& unit) const;
  AesF8::Iv f8_iv_of(const SrtpUnit& unit) const;
  /// Encrypt or decrypt the payload, with all but AES-GCM.
  bool apply_cipher(const SrtpUnit& unit);
  bool seal(const SrtpUnit& unit, std::uint8_t* tag);
  bool open(const SrtpUnit& unit, const std::uint8_t* tag);

  SrtpUse use_;
  bool encrypts_;
  std::uint8_t tag_size_;
  std::uint8_t word_size_;  ///< bytes that SRTCP appends for its index
  const SrtpSuiteInfo* suite_;
  Cipher cipher_;
  std::optional<HmacSha1> hmac_;
  std::vector<std::uint8_t> mki_;
};

}  // namespace rtpengine::media
