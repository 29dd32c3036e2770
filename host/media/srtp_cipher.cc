// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_cipher.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "base/big_endian.h"

namespace rtpengine::media {
namespace {

using base::load_be;
using base::store_be;

constexpr std::size_t kBlock = AesBlocks::kBlock;

/// Keystream that is made at once: all of a packet of speech, a third of one of video.
constexpr std::size_t kStretch = 32 * kBlock;
using Stretch = std::array<std::uint8_t, kStretch>;

std::size_t blocks_of(std::size_t size) { return (size + kBlock - 1) / kBlock; }

void xor_into(std::span<std::uint8_t> data, const std::uint8_t* stream) {
  std::size_t at = 0;
  for (; data.size() - at >= 8; at += 8) {
    std::uint64_t word = 0;
    std::uint64_t key = 0;
    std::memcpy(&word, data.data() + at, 8);
    std::memcpy(&key, stream + at, 8);
    word ^= key;
    std::memcpy(data.data() + at, &word, 8);
  }
  for (; at < data.size(); ++at) data[at] ^= stream[at];
}

}  // namespace

std::optional<AesCounterMode> AesCounterMode::make(std::span<const std::uint8_t> key,
                                                   std::span<const std::uint8_t> salt) {
  auto aes = AesBlocks::make(key);
  if (!aes || salt.size() != 14) return std::nullopt;
  AesCounterMode made(*std::move(aes));
  std::copy(salt.begin(), salt.end(), made.salt_.begin());
  return made;
}

bool AesCounterMode::apply(SrtpPacketId id, std::span<std::uint8_t> data) {
  // The lowest 16 bits count blocks, which are enough for one megabyte.
  const auto high = load_be<std::uint64_t>(salt_.data()) ^ id.ssrc;
  auto low = load_be<std::uint64_t>(salt_.data() + 8) ^ id.index << 16;
  Stretch stream;
  while (!data.empty()) {
    const auto part = data.first(std::min(data.size(), kStretch));
    const std::size_t blocks = blocks_of(part.size());
    for (std::size_t i = 0; i < blocks; ++i, ++low) {
      store_be(&stream[i * kBlock], high);
      store_be(&stream[i * kBlock + 8], low);
    }
    if (!aes_.encrypt(stream.data(), stream.data(), blocks)) return false;
    xor_into(part, stream.data());
    data = data.subspan(part.size());
  }
  return true;
}

std::optional<AesF8> AesF8::make(std::span<const std::uint8_t> key,
                                 std::span<const std::uint8_t> salt) {
  if (key.size() != kBlock || salt.size() > kBlock) return std::nullopt;
  std::array<std::uint8_t, kBlock> masked_key;
  masked_key.fill(0x55);
  std::copy(salt.begin(), salt.end(), masked_key.begin());
  for (std::size_t i = 0; i < kBlock; ++i) masked_key[i] ^= key[i];
  auto chained = AesBlocks::make(key, AesBlocks::Chaining::cbc);
  auto masked = AesBlocks::make(masked_key);
  OPENSSL_cleanse(masked_key.data(), masked_key.size());
  if (!chained || !masked) return std::nullopt;
  return AesF8(*std::move(chained), *std::move(masked));
}

bool AesF8::apply(const Iv& iv, std::span<std::uint8_t> data) {
  Iv own;
  if (!masked_.encrypt(iv.data(), own.data(), 1)) return false;
  const auto high = load_be<std::uint64_t>(own.data());
  const auto low = load_be<std::uint64_t>(own.data() + 8);
  std::uint64_t counter = 0;
  Stretch stream;
  while (!data.empty()) {
    const auto part = data.first(std::min(data.size(), kStretch));
    const std::size_t blocks = blocks_of(part.size());
    for (std::size_t i = 0; i < blocks; ++i, ++counter) {
      store_be(&stream[i * kBlock], high);
      store_be(&stream[i * kBlock + 8], low ^ counter);
    }
    // A packet's first block is chained to nothing: XORed twice with what CBC chains it to.
    if (counter == blocks) xor_into({stream.data(), kBlock}, last_.data());
    if (!chained_.encrypt(stream.data(), stream.data(), blocks)) return false;
    std::copy_n(&stream[(blocks - 1) * kBlock], kBlock, last_.begin());
    xor_into(part, stream.data());
    data = data.subspan(part.size());
  }
  return true;
}

std::optional<AesGcm> AesGcm::make(std::span<const std::uint8_t> key,
                                   std::span<const std::uint8_t> salt, Direction direction) {
  CipherContext context(EVP_CIPHER_CTX_new());
  const EVP_CIPHER* cipher = key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
  if (!context || (key.size() != 16 && key.size() != 32) || salt.size() != 12) return std::nullopt;
  if (EVP_CipherInit_ex(context.get(), cipher, nullptr, key.data(), nullptr,
                        direction == Direction::seal ? 1 : 0) != 1)
    return std::nullopt;
  AesGcm made(std::move(context));
  std::copy(salt.begin(), salt.end(), made.salt_.begin());
  return made;
}

AesGcm::Iv AesGcm::iv_of(SrtpPacketId id) const {
  Iv iv = salt_;
  store_be(&iv[2], load_be<std::uint32_t>(&iv[2]) ^ id.ssrc);
  store_be(&iv[4], load_be<std::uint64_t>(&iv[4]) ^ id.index);
  return iv;
}

bool AesGcm::process(const Iv& iv, std::span<const std::uint8_t> associated,
                     std::span<const std::uint8_t> more, std::span<std::uint8_t> data) {
  EVP_CIPHER_CTX* const context = context_.get();
  int written = 0;
  if (EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, iv.data(), -1) != 1) return false;
  for (const auto part : {associated, more}) {
    if (!part.empty() &&
        EVP_CipherUpdate(context, nullptr, &written, part.data(), int(part.size())) != 1)
      return false;
  }
  return data.empty() ||
         EVP_CipherUpdate(context, data.data(), &written, data.data(), int(data.size())) == 1;
}

bool AesGcm::seal(SrtpPacketId id, std::span<const std::uint8_t> associated,
                  std::span<const std::uint8_t> more, std::span<std::uint8_t> data,
                  std::span<std::uint8_t, kTag> tag) {
  int written = 0;
  return process(iv_of(id), associated, more, data) &&
         EVP_CipherFinal_ex(context_.get(), tag.data(), &written) == 1 &&
         EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, kTag, tag.data()) == 1;
}

bool AesGcm::open(SrtpPacketId id, std::span<const std::uint8_t> associated,
                  std::span<const std::uint8_t> more, std::span<std::uint8_t> data,
                  std::span<const std::uint8_t, kTag> tag) {
  const Iv iv = iv_of(id);
  std::array<std::uint8_t, kTag> expected;
  std::copy(tag.begin(), tag.end(), expected.begin());
  int written = 0;
  if (!process(iv, associated, more, data)) return false;
  if (EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, kTag, expected.data()) == 1 &&
      EVP_CipherFinal_ex(context_.get(), expected.data(), &written) == 1)
    return true;
  // Decrypting it once more, with the same keystream, makes it what it was.
  [[maybe_unused]] const bool restored = process(iv, {}, {}, data);
  return false;
}

}  // namespace rtpengine::media
