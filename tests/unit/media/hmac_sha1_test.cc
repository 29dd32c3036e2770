// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/hmac_sha1.h"

#include <gtest/gtest.h>

#include <string_view>

#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

/// A text of at least four bytes, the last of which are the word.
Bytes signature(const Bytes& key, std::string_view text) {
  const Bytes bytes(text.begin(), text.end());
  std::uint32_t word = 0;
  for (const std::uint8_t byte : std::span(bytes).last(4)) word = word << 8 | byte;
  Bytes tag(HmacSha1::kSize);
  HmacSha1(key).sign(std::span(bytes).first(bytes.size() - 4), word, tag);
  return tag;
}

TEST(HmacSha1, SignsAsRfc2202Says) {
  EXPECT_EQ(signature(Bytes(20, 0x0b), "Hi There"),
            hex("b617318655057264e28bc0b6fb378c8ef146be00"));
  EXPECT_EQ(signature({'J', 'e', 'f', 'e'}, "what do ya want for nothing?"),
            hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"));
  EXPECT_EQ(signature(Bytes(20, 0xaa), std::string(50, '\xdd')),
            hex("125d7342b9ac11cd91a39af48aa17b4f63f175d3"));
}

TEST(HmacSha1, SignsAnyNumberOfPacketsWithTagsOfAnyLength) {
  const HmacSha1 hmac(Bytes(20, 0x0b));
  const Bytes text{'H', 'i', ' ', 'T'};
  const Bytes whole = hex("b617318655057264e28bc0b6fb378c8ef146be00");
  for (std::size_t size = 0; size <= whole.size() + 3; ++size) {
    Bytes tag(size);
    hmac.sign(text, 0x68657265, tag);
    Bytes expected = whole;
    expected.resize(std::min(size, whole.size()));
    expected.resize(size);
    EXPECT_EQ(tag, expected);
    hmac.sign(Bytes(1500), 7, tag);
  }
}

}  // namespace
}  // namespace rtpengine::media
