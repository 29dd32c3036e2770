// SPDX-License-Identifier: GPL-3.0-or-later
//
// AES under one key, in whole blocks: what the ciphers and the key derivation of SRTP are made of.
// On libcrypto's EVP interface, which uses the CPU's instructions for AES (its low-level functions
// do not). Keyed once; no allocation afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include <openssl/evp.h>

namespace rtpengine::media {

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
/// A keyed cipher of libcrypto. Its memory is erased when it is freed.
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

/// One thread at a time.
class AesBlocks {
 public:
  static constexpr std::size_t kBlock = 16;

  enum class Chaining : std::uint8_t {
    none,  ///< ECB
    /// CBC. The first block is chained to zero, the first one of a later call to the last one of
    /// the call before.
    cbc,
  };

  /// A key of 16, 24 or 32 bytes. Nothing: another size, or libcrypto refuses.
  static std::optional<AesBlocks> make(std::span<const std::uint8_t> key,
                                       Chaining chaining = Chaining::none);

  /// `in` and `out` may be the same. False: libcrypto failed, and nothing may be said of `out`.
  [[nodiscard]] bool encrypt(const std::uint8_t* in, std::uint8_t* out, std::size_t blocks);

 private:
  explicit AesBlocks(CipherContext context) : context_(std::move(context)) {}

  CipherContext context_;
};

}  // namespace rtpengine::media
