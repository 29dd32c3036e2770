// SPDX-License-Identifier: GPL-3.0-or-later
#include "sdp/crypto.h"

#include <gtest/gtest.h>

#include <string>

#include "parsed.h"

namespace rtpengine::sdp {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr const char* kKey = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

std::string error_of(const std::string& value) {
  const auto read = parse_crypto(value);
  return read ? "" : read.error();
}

// RFC 4568 section 9.1, with the MKI and lifetime of its examples.
TEST(CryptoTest, ReadsAnExampleOfTheRfc) {
  const std::string value =
      std::string("2 F8_128_HMAC_SHA1_80 inline:MTIzNDU2Nzg5QUJDREUwMTIzNDU2") +
      "Nzg5QUJjZGVm|2^20|1:4;inline:QUJjZGVmMTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5" +
      "|1048576|2:4 FEC_ORDER=FEC_SRTP UNENCRYPTED_SRTCP";
  const auto crypto = parse_crypto(value);
  ASSERT_TRUE(crypto) << crypto.error();
  EXPECT_EQ(crypto->tag, 2u);
  EXPECT_EQ(crypto->suite, "F8_128_HMAC_SHA1_80");
  ASSERT_EQ(crypto->keys.size(), 2u);
  EXPECT_EQ(crypto->keys[0].key_and_salt, "MTIzNDU2Nzg5QUJDREUwMTIzNDU2Nzg5QUJjZGVm");
  EXPECT_EQ(crypto->keys[0].lifetime, 1u << 20);
  EXPECT_EQ(crypto->keys[0].mki, (Bytes{0, 0, 0, 1}));
  EXPECT_EQ(crypto->keys[1].lifetime, 1u << 20);
  EXPECT_EQ(crypto->keys[1].mki, (Bytes{0, 0, 0, 2}));
  EXPECT_TRUE(crypto->has("UNENCRYPTED_SRTCP"));
  EXPECT_FALSE(crypto->has("UNENCRYPTED_SRTP"));
}

TEST(CryptoTest, LifetimeAndMkiMayBeLeftOut) {
  const std::string begin = std::string("1 AES_CM_128_HMAC_SHA1_80 inline:") + kKey;
  const auto bare = parse_crypto(begin);
  ASSERT_TRUE(bare);
  EXPECT_FALSE(bare->keys[0].lifetime);
  EXPECT_TRUE(bare->keys[0].mki.empty());
  const auto lifetime = parse_crypto(begin + "|2^48");
  ASSERT_TRUE(lifetime);
  EXPECT_EQ(lifetime->keys[0].lifetime, std::uint64_t{1} << 48);
  const auto mki = parse_crypto(begin + "|1:4");
  ASSERT_TRUE(mki);
  EXPECT_FALSE(mki->keys[0].lifetime);
  EXPECT_EQ(mki->keys[0].mki, (Bytes{0, 0, 0, 1}));
}

TEST(CryptoTest, MkisAreNumbersOfAnySize) {
  const std::string begin = std::string("1 X inline:") + kKey;
  const auto large = parse_crypto(begin + "|18446744073709551616:9");
  ASSERT_TRUE(large);
  EXPECT_EQ(large->keys[0].mki, (Bytes{1, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(parse_crypto(begin + "|255:1"));
  EXPECT_NE(error_of(begin + "|256:1"), "");
  EXPECT_TRUE(parse_crypto(begin + "|1:128"));
  EXPECT_NE(error_of(begin + "|1:129"), "");
}

TEST(CryptoTest, PrintsWhatItReads) {
  for (const std::string& value : {
           std::string("1 AES_CM_128_HMAC_SHA1_80 inline:") + kKey,
           std::string("12 X inline:") + kKey + "|1048576",
           std::string("12 X inline:") + kKey + "|18446744073709551615:8 A -B=c",
           std::string("0 X inline:") + kKey + "|1048576|1:4;inline:" + kKey + "|2:4",
       }) {
    const auto crypto = parse_crypto(value);
    ASSERT_TRUE(crypto) << value << ": " << crypto.error();
    EXPECT_EQ(to_string(*crypto), value);
  }
}

TEST(CryptoTest, SaysWhatIsWrong) {
  const std::string key = std::string("inline:") + kKey;
  EXPECT_EQ(error_of(""), "no tag");
  EXPECT_EQ(error_of("x AES_CM_128_HMAC_SHA1_80 " + key), "no tag");
  EXPECT_EQ(error_of("1000000000 X " + key), "no tag");
  EXPECT_EQ(error_of("1"), "no suite");
  EXPECT_EQ(error_of("1 X"), "no key");
  EXPECT_EQ(error_of("1 X inline:"), "no key");
  EXPECT_EQ(error_of("1 X inline:|2^31"), "no key");
  EXPECT_EQ(error_of("1 X uri:" + key), "a key that is not inline");
  EXPECT_EQ(error_of("1 X " + key + ";"), "a key that is not inline");
  EXPECT_EQ(error_of("1 X " + key + "|2^64"), "a lifetime that is none");
  EXPECT_EQ(error_of("1 X " + key + "|0"), "a lifetime that is none");
  EXPECT_EQ(error_of("1 X " + key + "|1:4|2:4"), "more behind the key than there may be");
  EXPECT_EQ(error_of("1 X " + key + "|2^31|x:4"), "a master key identifier that is none");
  EXPECT_EQ(error_of("1 X " + key + "|2^31|:4"), "a master key identifier that is none");
}

TEST(CryptoTest, NamesTheLinesOfASection) {
  const Session session =
      parsed("v=0\nm=audio 1 RTP/SAVP 0\na=crypto:1 A inline:x\na=mid:a\na=crypto: 2 B\n");
  EXPECT_EQ(crypto_values(session.media[0]),
            (std::vector<std::string_view>{"1 A inline:x", "2 B"}));
}

}  // namespace
}  // namespace rtpengine::sdp
