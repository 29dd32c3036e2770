// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/aes_blocks.h"

#include <gtest/gtest.h>

#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

Bytes encrypted(std::optional<AesBlocks>& aes, Bytes bytes) {
  EXPECT_TRUE(aes && aes->encrypt(bytes.data(), bytes.data(), bytes.size() / AesBlocks::kBlock));
  return bytes;
}

Bytes encrypted_with(std::span<const std::uint8_t> key, const Bytes& bytes) {
  auto aes = AesBlocks::make(key);
  return encrypted(aes, bytes);
}

TEST(AesBlocks, EncryptWithKeysOfThreeSizes) {
  // FIPS 197 appendix C.
  const Bytes plain = hex("00112233445566778899aabbccddeeff");
  const Bytes key = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  EXPECT_EQ(encrypted_with(std::span(key).first(16), plain),
            hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
  EXPECT_EQ(encrypted_with(std::span(key).first(24), plain),
            hex("dda97ca4864cdfe06eaf70a0ec0d7191"));
  EXPECT_EQ(encrypted_with(key, plain + plain),
            hex("8ea2b7ca516745bfeafc49904b496089 8ea2b7ca516745bfeafc49904b496089"));
}

TEST(AesBlocks, AreNotMadeWithKeysOfAnotherSize) {
  EXPECT_FALSE(AesBlocks::make(Bytes(15)));
  EXPECT_FALSE(AesBlocks::make({}));
}

TEST(AesBlocks, AreChainedOverCalls) {
  const Bytes key = hex("000102030405060708090a0b0c0d0e0f");
  const Bytes zero(16);
  auto plain = AesBlocks::make(key);
  auto chained = AesBlocks::make(key, AesBlocks::Chaining::cbc);
  const Bytes first = encrypted(plain, zero);
  const Bytes second = encrypted(plain, first);
  const Bytes third = encrypted(plain, second);
  EXPECT_EQ(encrypted(chained, zero), first);
  EXPECT_EQ(encrypted(chained, zero + zero), second + third);
}

}  // namespace
}  // namespace rtpengine::media
