// SPDX-License-Identifier: GPL-3.0-or-later
//
// HMAC-SHA1 by the cases of RFC 2202, CRC-32 by the usual check value.

#include "plugins/ice/integrity.h"

#include <gtest/gtest.h>

#include <string>

#include "vectors.h"

namespace rtpengine::ice {
namespace {

Message hmac(std::string_view key, std::string_view data) {
  const Bytes bytes(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
  HmacSha1 out;
  const std::size_t half = bytes.size() / 2;
  EXPECT_TRUE(hmac_sha1(key, {bytes.first(half), bytes.subspan(half)}, &out));
  return {out.begin(), out.end()};
}

TEST(IceIntegrityTest, HmacOfShortKeys) {
  EXPECT_EQ(hmac(std::string(20, '\x0b'), "Hi There"),
            hex("b617318655057264e28bc0b6fb378c8ef146be00"));
  EXPECT_EQ(hmac("Jefe", "what do ya want for nothing?"),
            hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
}

TEST(IceIntegrityTest, HmacOfAKeyLongerThanABlock) {
  EXPECT_EQ(hmac(std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            hex("aa4ae5e15272d00e95705637ce8a3b55ed402112"));
}

TEST(IceIntegrityTest, HmacOfAKeyAsLongAsABlockIsNotHashedFirst) {
  EXPECT_NE(hmac(std::string(64, 'k'), "x"), hmac(std::string(65, 'k'), "x"));
}

TEST(IceIntegrityTest, HmacOfAnEmptyKeyIsNotThatOfTheOneBefore) {
  // RFC 2104 with nothing for a key, and nothing for a text.
  const Message empty = hex("fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
  EXPECT_EQ(hmac("", ""), empty);
  hmac("some other key", "x");
  EXPECT_EQ(hmac({}, ""), empty);
}

TEST(IceIntegrityTest, Crc32OfTheCheckString) {
  const std::string_view text = "123456789";
  EXPECT_EQ(crc32({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}), 0xcbf43926u);
  EXPECT_EQ(crc32({}), 0u);
}

TEST(IceIntegrityTest, EqualSecretComparesLengthAndBytes) {
  const Message a = {1, 2, 3};
  EXPECT_TRUE(equal_secret(a, Message{1, 2, 3}));
  EXPECT_FALSE(equal_secret(a, Message{1, 2}));
  EXPECT_FALSE(equal_secret(a, Message{1, 2, 4}));
}

}  // namespace
}  // namespace rtpengine::ice
