// SPDX-License-Identifier: GPL-3.0-or-later

// For the functions that work on a SHA_CTX.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "media/hmac_sha1.h"

#include <array>

#include <openssl/crypto.h>

#include "base/big_endian.h"

namespace rtpengine::media {
namespace {

using Block = std::array<std::uint8_t, SHA_CBLOCK>;

/// The state of the hash behind the key's first block, XORed with `pad`.
SHA_CTX begin_with(const Block& key, std::uint8_t pad) {
  Block block = key;
  for (std::uint8_t& byte : block) byte ^= pad;
  SHA_CTX state;
  SHA1_Init(&state);
  SHA1_Update(&state, block.data(), block.size());
  OPENSSL_cleanse(block.data(), block.size());
  return state;
}

/// The last block of the outer hash: room for the digest of the inner one, the padding, and the
/// number of bits, the key's block among them (RFC 3174 section 4).
constexpr Block kOuterBlock = [] {
  Block block{};
  constexpr unsigned kBits = (SHA_CBLOCK + SHA_DIGEST_LENGTH) * 8;
  block[SHA_DIGEST_LENGTH] = 0x80;
  block[SHA_CBLOCK - 2] = kBits >> 8;
  block[SHA_CBLOCK - 1] = kBits & 0xff;
  return block;
}();

}  // namespace

HmacSha1::HmacSha1(std::span<const std::uint8_t> key) {
  Block block{};
  for (std::size_t i = 0; i < key.size() && i < block.size(); ++i) block[i] = key[i];
  inner_ = begin_with(block, 0x36);
  outer_ = begin_with(block, 0x5c);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacSha1::~HmacSha1() {
  OPENSSL_cleanse(&inner_, sizeof inner_);
  OPENSSL_cleanse(&outer_, sizeof outer_);
}

void HmacSha1::sign(std::span<const std::uint8_t> packet, std::uint32_t word,
                    std::span<std::uint8_t> tag) const {
  std::array<std::uint8_t, 4> word_bytes;
  base::store_be(word_bytes.data(), word);
  SHA_CTX state = inner_;
  SHA1_Update(&state, packet.data(), packet.size());
  SHA1_Update(&state, word_bytes.data(), word_bytes.size());
  Block block = kOuterBlock;
  SHA1_Final(block.data(), &state);
  state = outer_;
  SHA1_Transform(&state, block.data());

  // By words, as they are: bytes that were just written by words are slow to read in other sizes.
  const std::array<std::uint32_t, kSize / 4> digest{state.h0, state.h1, state.h2, state.h3,
                                                    state.h4};
  std::size_t at = 0;
  for (; at + 4 <= tag.size() && at < kSize; at += 4) base::store_be(&tag[at], digest[at / 4]);
  for (; at < tag.size() && at < kSize; ++at)
    tag[at] = std::uint8_t(digest[at / 4] >> (24 - at % 4 * 8));
}

}  // namespace rtpengine::media
