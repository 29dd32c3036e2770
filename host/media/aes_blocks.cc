// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/aes_blocks.h"

#include <array>
#include <utility>

namespace rtpengine::media {
namespace {

const EVP_CIPHER* cipher_of(std::size_t key_size, AesBlocks::Chaining chaining) {
  const bool cbc = chaining == AesBlocks::Chaining::cbc;
  switch (key_size) {
    case 16:
      return cbc ? EVP_aes_128_cbc() : EVP_aes_128_ecb();
    case 24:
      return cbc ? EVP_aes_192_cbc() : EVP_aes_192_ecb();
    case 32:
      return cbc ? EVP_aes_256_cbc() : EVP_aes_256_ecb();
    default:
      return nullptr;
  }
}

}  // namespace

std::optional<AesBlocks> AesBlocks::make(std::span<const std::uint8_t> key, Chaining chaining) {
  const EVP_CIPHER* cipher = cipher_of(key.size(), chaining);
  CipherContext context(EVP_CIPHER_CTX_new());
  if (cipher == nullptr || !context) return std::nullopt;
  const std::array<std::uint8_t, kBlock> zero{};
  if (EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), zero.data()) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1)
    return std::nullopt;
  return AesBlocks(std::move(context));
}

bool AesBlocks::encrypt(const std::uint8_t* in, std::uint8_t* out, std::size_t blocks) {
  const int size = int(blocks * kBlock);
  int written = 0;
  return EVP_EncryptUpdate(context_.get(), out, &written, in, size) == 1 && written == size;
}

}  // namespace rtpengine::media
