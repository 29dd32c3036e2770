// SPDX-License-Identifier: GPL-3.0-or-later
//
// HMAC-SHA1 by libcrypto's digest, CRC-32 by a table.

#include "integrity.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

namespace rtpengine::ice {
namespace {

constexpr std::size_t kBlock = 64;  ///< of SHA-1

struct FreeDigest {
  void operator()(EVP_MD* md) const { EVP_MD_free(md); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Fetched once: looking the digest up costs more than hashing a message.
const EVP_MD* sha1() noexcept {
  static const std::unique_ptr<EVP_MD, FreeDigest> digest(EVP_MD_fetch(nullptr, "SHA1", nullptr));
  return digest.get();
}

using Block = std::array<std::uint8_t, kBlock>;

class Sha1 {
 public:
  Sha1() noexcept : context_(EVP_MD_CTX_new()), good_(context_ != nullptr && sha1() != nullptr) {}

  bool hash(Bytes begin, std::initializer_list<Bytes> parts, HmacSha1* out) noexcept {
    if (!good_ || EVP_DigestInit_ex2(context_.get(), sha1(), nullptr) != 1) return false;
    bool good = update(begin);
    for (const Bytes part : parts) good = good && update(part);
    return good && EVP_DigestFinal_ex(context_.get(), out->data(), nullptr) == 1;
  }

 private:
  bool update(Bytes bytes) noexcept {
    return EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
  }

  std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
  bool good_;
};

/// The key, padded, and each byte combined with `pad`.
Block padded(Bytes key, std::uint8_t pad) noexcept {
  Block block;
  block.fill(pad);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
  return block;
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table = {};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0xedb88320u : 0u);
    table[i] = value;
  }
  return table;
}

constexpr auto kCrcTable = make_crc_table();

}  // namespace

bool hmac_sha1(std::string_view key, std::initializer_list<Bytes> parts, HmacSha1* out) noexcept {
  Sha1 sha1;
  Bytes key_bytes(reinterpret_cast<const std::uint8_t*>(key.data()), key.size());
  HmacSha1 short_key;
  if (key.size() > kBlock) {
    if (!sha1.hash(key_bytes, {}, &short_key)) return false;
    key_bytes = short_key;
  }
  HmacSha1 inner;
  return sha1.hash(padded(key_bytes, 0x36), parts, &inner) &&
         sha1.hash(padded(key_bytes, 0x5c), {inner}, out);
}

bool equal_secret(Bytes a, Bytes b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::uint32_t crc32(Bytes bytes) noexcept {
  std::uint32_t value = 0xffffffffu;
  for (const std::uint8_t byte : bytes) value = value >> 8 ^ kCrcTable[(value ^ byte) & 0xff];
  return ~value;
}

}  // namespace rtpengine::ice
