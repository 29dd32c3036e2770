// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_cipher.h"

#include <gtest/gtest.h>

#include <string_view>

#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

TEST(AesCounterMode, MakesTheKeystreamOfRfc3711AppendixB2) {
  auto aes = AesCounterMode::make(hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                                  hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
  ASSERT_TRUE(aes);
  Bytes stream(0xff02 * 16);
  ASSERT_TRUE(aes->apply({}, stream));
  const auto block = [&stream](std::size_t i) {
    return Bytes(stream.begin() + long(i * 16), stream.begin() + long(i * 16 + 16));
  };
  EXPECT_EQ(block(0), hex("E03EAD0935C95E80E166B16DD92B4EB4"));
  EXPECT_EQ(block(1), hex("D23513162B02D0F72A43A2FE4A5F97AB"));
  EXPECT_EQ(block(2), hex("41E95B3BB0A2E8DD477901E4FCA894C0"));
  EXPECT_EQ(block(0xfeff), hex("EC8CDF7398607CB0F2D21675EA9EA1E4"));
  EXPECT_EQ(block(0xff00), hex("362B7C3C6773516318A077D7FC5073AE"));
  EXPECT_EQ(block(0xff01), hex("6A2CC3787889374FBEB4C81B17BA6C44"));
}

TEST(AesCounterMode, MakesTheKeystreamsOfRfc6188) {
  // Section 7 of it encrypts with the salt and index 0 of RFC 3711.
  const Bytes salt = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
  const auto begin_of = [&salt](std::string_view key) {
    auto aes = AesCounterMode::make(hex(key), salt);
    Bytes stream(32);
    EXPECT_TRUE(aes && aes->apply({}, stream));
    return stream;
  };
  EXPECT_EQ(begin_of("eab234764e517b2d3d160d587d8c8621 9740f65f99b6bcf7"),
            hex("35096cba4610028dc1b57503804ce37c 5de986291dcce161d5165ec4568f5c9a"));
  EXPECT_EQ(begin_of("57f82fe3613fd170a85ec93c40b1f092 2ec4cb0dc025b58272147cc438944a98"),
            hex("92bdd28a93c3f52511c677d08b5515a4 9da71b2378a854f67050756ded165bac"));
}

TEST(AesCounterMode, EachPacketHasAKeystreamOfItsOwn) {
  auto aes = AesCounterMode::make(Bytes(16, 1), Bytes(14, 2));
  const auto stream_of = [&aes](SrtpPacketId id) {
    Bytes stream(16);
    EXPECT_TRUE(aes->apply(id, stream));
    return stream;
  };
  EXPECT_EQ(stream_of({1, 1}), stream_of({1, 1}));
  EXPECT_NE(stream_of({1, 1}), stream_of({2, 1}));
  EXPECT_NE(stream_of({1, 1}), stream_of({1, 0x10001}));
  EXPECT_NE(stream_of({1, 1}), stream_of({1, 2}));
}

TEST(AesF8, MakesTheKeystreamOfRfc3711AppendixB2) {
  auto aes = AesF8::make(hex("234829008467be186c3de14aae72d62c"), hex("32f2870d"));
  ASSERT_TRUE(aes);
  const Bytes iv = hex("006e5cba50681de55c621599d462564a");
  AesF8::Iv own;
  std::copy(iv.begin(), iv.end(), own.begin());
  constexpr std::string_view kText = "pseudorandomness is the next best thing";
  const Bytes expected =
      hex("019ce7a26e7854014a6366aa95d4eefd 1ad4172a14f9faf455b7f1d4b62bd08f 562c0eef7c4802");
  // The second packet begins with nothing of the first one.
  for (int i = 0; i < 3; ++i) {
    Bytes text(kText.begin(), kText.end());
    ASSERT_TRUE(aes->apply(own, text));
    EXPECT_EQ(text, expected);
  }
}

TEST(AesF8, ALongPacketIsOneKeystream) {
  auto aes = AesF8::make(Bytes(16, 7), Bytes(14, 9));
  // By the definition: S(j) = E(IV' ^ j ^ S(j-1)).
  auto plain = AesBlocks::make(Bytes(16, 7));
  Bytes masked_key(16, 7 ^ 9);
  masked_key[14] = masked_key[15] = 7 ^ 0x55;
  auto masked = AesBlocks::make(masked_key);
  AesF8::Iv iv{1, 2, 3};
  AesF8::Iv own;
  ASSERT_TRUE(masked->encrypt(iv.data(), own.data(), 1));
  Bytes expected;
  AesF8::Iv block{};
  for (std::uint8_t j = 0; j < 100; ++j) {
    for (std::size_t i = 0; i < own.size(); ++i) block[i] ^= own[i];
    block[15] ^= j;
    ASSERT_TRUE(plain->encrypt(block.data(), block.data(), 1));
    expected.insert(expected.end(), block.begin(), block.end());
  }
  for (const std::size_t size : {1600u, 3u, 0u, 16u, 17u, 512u, 513u, 1599u}) {
    Bytes data(size);
    ASSERT_TRUE(aes->apply(iv, data));
    EXPECT_EQ(data, Bytes(expected.begin(), expected.begin() + long(size))) << size;
  }
}

class Gcm : public ::testing::Test {
 protected:
  const Bytes key_ = Bytes(16, 3);
  const Bytes salt_ = Bytes(12, 4);
  AesGcm sealer_ = *AesGcm::make(key_, salt_, AesGcm::Direction::seal);
  AesGcm opener_ = *AesGcm::make(key_, salt_, AesGcm::Direction::open);
  const Bytes header_ = Bytes(12, 5);
  std::array<std::uint8_t, AesGcm::kTag> tag_{};
};

TEST_F(Gcm, OpensWhatWasSealed) {
  Bytes data(100, 6);
  ASSERT_TRUE(sealer_.seal({1, 2}, header_, {}, data, tag_));
  EXPECT_NE(data, Bytes(100, 6));
  ASSERT_TRUE(opener_.open({1, 2}, header_, {}, data, tag_));
  EXPECT_EQ(data, Bytes(100, 6));
}

TEST_F(Gcm, AssociatedDataInTwoPartsAreAsInOne) {
  Bytes nothing;
  ASSERT_TRUE(sealer_.seal({1, 2}, Bytes(9, 5), Bytes(3, 5), nothing, tag_));
  EXPECT_TRUE(opener_.open({1, 2}, header_, {}, nothing, tag_));
}

TEST_F(Gcm, LeavesWhatItDoesNotOpenAsItWas) {
  Bytes data(100, 6);
  ASSERT_TRUE(sealer_.seal({1, 2}, header_, {}, data, tag_));
  const Bytes sealed = data;
  for (const SrtpPacketId wrong : {SrtpPacketId{1, 3}, SrtpPacketId{2, 2}}) {
    EXPECT_FALSE(opener_.open(wrong, header_, {}, data, tag_));
    EXPECT_EQ(data, sealed);
  }
  EXPECT_TRUE(opener_.open({1, 2}, header_, {}, data, tag_)) << "after those";
}

TEST(AesGcm, IsNotMadeWithKeysOrSaltsOfAnotherSize) {
  EXPECT_FALSE(AesGcm::make(Bytes(24), Bytes(12), AesGcm::Direction::seal));
  EXPECT_FALSE(AesGcm::make(Bytes(16), Bytes(14), AesGcm::Direction::seal));
}

}  // namespace
}  // namespace rtpengine::media
