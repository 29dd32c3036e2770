// SPDX-License-Identifier: GPL-3.0-or-later
//
// HMAC-SHA1 by libcrypto, CRC-32 by zlib.

#include "integrity.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <zlib.h>

#include <memory>

namespace rtpengine::ice {
namespace {

struct FreeMac {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
};
struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

bool set_key(EVP_MAC_CTX* context, std::string_view key, const OSSL_PARAM* params) noexcept {
  // Null would stand for the key that it has already.
  const char* bytes = key.empty() ? "" : key.data();
  return EVP_MAC_init(context, reinterpret_cast<const unsigned char*>(bytes), key.size(), params) ==
         1;
}

/// HMAC-SHA1 with some key; null if libcrypto has none.
Context make_hmac() noexcept {
  const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr));
  if (mac == nullptr) return nullptr;
  Context context(EVP_MAC_CTX_new(mac.get()));
  char digest[] = "SHA1";
  const OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end(),
  };
  if (context == nullptr || !set_key(context.get(), "", params)) return nullptr;
  return context;
}

/// A copy of one that is made once: looking the digest up costs more than hashing a message.
Context hmac() noexcept {
  static const Context made = make_hmac();
  return Context(made != nullptr ? EVP_MAC_CTX_dup(made.get()) : nullptr);
}

}  // namespace

bool hmac_sha1(std::string_view key, std::initializer_list<Bytes> parts, HmacSha1* out) noexcept {
  const Context context = hmac();
  if (context == nullptr || !set_key(context.get(), key, nullptr)) return false;
  for (const Bytes part : parts) {
    if (EVP_MAC_update(context.get(), part.data(), part.size()) != 1) return false;
  }
  std::size_t size = 0;
  return EVP_MAC_final(context.get(), out->data(), &size, out->size()) == 1 && size == out->size();
}

bool equal_secret(Bytes a, Bytes b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::uint32_t crc32(Bytes bytes) noexcept {
  // A null pointer asks for the value to begin with.
  if (bytes.empty()) return 0;
  return static_cast<std::uint32_t>(crc32_z(0, bytes.data(), bytes.size()));
}

}  // namespace rtpengine::ice
