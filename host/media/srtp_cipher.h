// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ciphers of SRTP, keyed with session keys: AES in counter mode, AES-F8, AES-GCM. They work in
// place; a packet costs one or two calls of libcrypto, and no allocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "media/aes_blocks.h"

namespace rtpengine::media {

/// What makes a keystream a packet's own. The index has 48 bits: rollover counter and sequence
/// number of SRTP, or the 31 bits of SRTCP's.
struct SrtpPacketId {
  std::uint32_t ssrc = 0;
  std::uint64_t index = 0;
};

/// AES-CM (RFC 3711 section 4.1.1). One thread at a time.
class AesCounterMode {
 public:
  /// A key of 16, 24 or 32 bytes and a salt of 14. Nothing: libcrypto refuses.
  static std::optional<AesCounterMode> make(std::span<const std::uint8_t> key,
                                            std::span<const std::uint8_t> salt);
  /// Encrypt or decrypt. False: libcrypto failed, and the data are spoilt.
  [[nodiscard]] bool apply(SrtpPacketId id, std::span<std::uint8_t> data);

 private:
  explicit AesCounterMode(AesBlocks aes) : aes_(std::move(aes)) {}

  // In ECB, of counters made here: setting the IV of libcrypto's counter mode costs more than
  // encrypting a packet of speech.
  AesBlocks aes_;
  std::array<std::uint8_t, AesBlocks::kBlock> salt_{};
};

/// AES-F8 (RFC 3711 section 4.1.2). One thread at a time.
class AesF8 {
 public:
  using Iv = std::array<std::uint8_t, AesBlocks::kBlock>;

  /// A key of 16 bytes and a salt of at most 14. Nothing: libcrypto refuses.
  static std::optional<AesF8> make(std::span<const std::uint8_t> key,
                                   std::span<const std::uint8_t> salt);
  /// As AesCounterMode::apply; the IV is made of the packet's header.
  [[nodiscard]] bool apply(const Iv& iv, std::span<std::uint8_t> data);

 private:
  AesF8(AesBlocks chained, AesBlocks masked)
      : chained_(std::move(chained)), masked_(std::move(masked)) {}

  // The keystream is the IV and a counter encrypted in CBC, each block with the one before.
  AesBlocks chained_;
  AesBlocks masked_;  ///< under the key with the mask, for the IV
  Iv last_{};         ///< block of keystream: what the next packet's first one is chained to
};

/// AES-GCM (RFC 7714). One thread at a time.
class AesGcm {
 public:
  enum class Direction : std::uint8_t { seal, open };
  static constexpr std::size_t kTag = 16;

  /// A key of 16 or 32 bytes and a salt of 12. Nothing: libcrypto refuses.
  static std::optional<AesGcm> make(std::span<const std::uint8_t> key,
                                    std::span<const std::uint8_t> salt, Direction direction);
  /// Encrypt `data`, and authenticate them with the associated data, which come in two parts, the
  /// second one may be empty. Made to seal. False: libcrypto failed, and the data are spoilt.
  [[nodiscard]] bool seal(SrtpPacketId id, std::span<const std::uint8_t> associated,
                          std::span<const std::uint8_t> more, std::span<std::uint8_t> data,
                          std::span<std::uint8_t, kTag> tag);
  /// Decrypt. Made to open. False: they are not authentic, and are what they were.
  [[nodiscard]] bool open(SrtpPacketId id, std::span<const std::uint8_t> associated,
                          std::span<const std::uint8_t> more, std::span<std::uint8_t> data,
                          std::span<const std::uint8_t, kTag> tag);

 private:
  using Iv = std::array<std::uint8_t, 12>;

  explicit AesGcm(CipherContext context) : context_(std::move(context)) {}
  /// Section 8.1 and 9.1.
  Iv iv_of(SrtpPacketId id) const;
  /// Whatever the direction: all but the tag.
  bool process(const Iv& iv, std::span<const std::uint8_t> associated,
               std::span<const std::uint8_t> more, std::span<std::uint8_t> data);

  CipherContext context_;
  Iv salt_{};
};

}  // namespace rtpengine::media
