// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_transform.h"

#include <gtest/gtest.h>

#include <string_view>

#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

using Direction = SrtpTransform::Direction;

/// Header and payload to be protected, and as they are afterwards.
Bytes protect_unit(SrtpTransform& transform, const Bytes& plain, std::size_t header,
                   SrtpPacketId id) {
  Bytes bytes = plain;
  bytes.resize(plain.size() + transform.trailer_size());
  EXPECT_TRUE(transform.protect({bytes.data(), header, plain.size(), id, transform.encrypts()}));
  return bytes;
}

Bytes unprotect_unit(SrtpTransform& transform, Bytes secret, std::size_t header, SrtpPacketId id,
                     bool encrypted = true) {
  const std::size_t size = secret.size() - transform.trailer_size();
  if (!transform.unprotect({secret.data(), header, size, id, encrypted})) return {};
  secret.resize(size);
  return secret;
}

/// The session keys and the salt of RFC 7714 section 16 and 17.
SrtpSessionKeys keys_of_rfc7714() {
  SrtpSessionKeys keys;
  for (std::uint8_t i = 0; i < 32; ++i) keys.cipher[i] = i;
  const Bytes salt = hex("517569642070726f2071756f");
  std::copy(salt.begin(), salt.end(), keys.salt.begin());
  return keys;
}

void expect_rfc7714(SrtpSuite suite, SrtpUse use, std::string_view plain, std::string_view secret,
                    std::size_t header, SrtpPacketId id, SrtpParameters parameters = {}) {
  SrtpKeying all;
  all.suite = suite;
  all.parameters = parameters;
  const SrtpSessionKeys keys = keys_of_rfc7714();
  auto sender = SrtpTransform::make(all, keys, use, Direction::protect);
  auto receiver = SrtpTransform::make(all, keys, use, Direction::unprotect);
  ASSERT_TRUE(sender && receiver);
  EXPECT_EQ(protect_unit(*sender, hex(plain), header, id), hex(secret));
  EXPECT_EQ(unprotect_unit(*receiver, hex(secret), header, id, sender->encrypts()), hex(plain));
}

TEST(SrtpTransform, ProtectsRtpAsInRfc7714Section16) {
  constexpr std::string_view kPlain =
      "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976"
      "69736120 696e2070 61727465 73207472 6573";
  expect_rfc7714(SrtpSuite::aead_aes_128_gcm, SrtpUse::rtp, kPlain,
                 "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5"
                 "0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce",
                 12, {0x5501a0b2, 0xf17b});
  expect_rfc7714(SrtpSuite::aead_aes_256_gcm, SrtpUse::rtp, kPlain,
                 "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238"
                 "9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13",
                 12, {0x5501a0b2, 0xf17b});
}

TEST(SrtpTransform, ProtectsRtcpAsInRfc7714Section17) {
  constexpr std::string_view kPlain =
      "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61"
      "deadbeef deadbeef deadbeef deadbeef deadbeef";
  expect_rfc7714(SrtpSuite::aead_aes_128_gcm, SrtpUse::rtcp, kPlain,
                 "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d"
                 "c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872"
                 "45d9eade 800005d4",
                 8, {0x4d617273, 0x5d4});
  expect_rfc7714(SrtpSuite::aead_aes_256_gcm, SrtpUse::rtcp, kPlain,
                 "81c8000d 4d617273 d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50"
                 "a2eaa5c1 110555be 8415f658 c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c"
                 "b26ac3be 800005d4",
                 8, {0x4d617273, 0x5d4});
}

class F8 : public ::testing::Test {
 protected:
  static SrtpKeying f8() {
    SrtpKeying all;
    all.suite = SrtpSuite::f8_128_hmac_sha1_80;
    all.master = *SrtpMasterKey::from(
        all.suite, hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6"));
    return all;
  }
  /// Both ways.
  static void expect_f8(SrtpUse use, const Bytes& plain, const Bytes& secret, std::size_t header) {
    auto sender = SrtpTransform::make(f8(), use, Direction::protect);
    auto receiver = SrtpTransform::make(f8(), use, Direction::unprotect);
    EXPECT_EQ(protect_unit(*sender, plain, header, {0xdeadbeef, 1}), secret);
    EXPECT_EQ(unprotect_unit(*receiver, secret, header, {0xdeadbeef, 1}), plain);
  }
};

TEST_F(F8, ProtectsAWholePacketOfRtp) {
  const Bytes plain = hex("800000010000a0cadeadbeef 101112131415161718191a1b1c1d1e1f20212223");
  const Bytes secret =
      hex("800000010000a0cadeadbeef 30f3821d43dfed563a270830947e8d65e4185d7b c9a5b15d382371e3f6b9");
  expect_f8(SrtpUse::rtp, plain, secret, 12);
}

TEST_F(F8, ProtectsAWholePacketOfRtcp) {
  const Bytes plain = hex("80c90001deadbeef 81ca0003deadbeef0104616263640000");
  const Bytes secret =
      hex("80c90001deadbeef 7889f3c02458f36bb61a75190319f11f 80000001 6f37ce1a0bc28195c29d");
  expect_f8(SrtpUse::rtcp, plain, secret, 8);
  auto receiver = SrtpTransform::make(f8(), SrtpUse::rtcp, Direction::unprotect);
  EXPECT_EQ(receiver->received_word({Bytes(secret).data(), 8, plain.size(), {}, true}),
            0x80000001u);
}

TEST(SrtpTransform, AppendsTheMkiBeforeTheTagOfHmacAndBehindThatOfGcm) {
  SrtpKeying all = keying(SrtpSuite::null_hmac_sha1_80);
  all.mki = {0xab, 0xcd};
  auto transform = SrtpTransform::make(all, SrtpUse::rtp, Direction::protect);
  Bytes secret = protect_unit(*transform, rtp_packet(1), 12, {0xdeadbeef, 1});
  ASSERT_EQ(secret.size(), 32u + 12);
  EXPECT_EQ(secret[32], 0xab);
  EXPECT_EQ(secret[33], 0xcd);
  transform = SrtpTransform::make(all, SrtpUse::rtcp, Direction::protect);
  secret = protect_unit(*transform, sender_report(), 8, {1, 1});
  const std::size_t end = sender_report().size();
  EXPECT_EQ(secret[end + 3], 1) << "the index";
  EXPECT_EQ(secret[end + 4], 0xab);

  SrtpKeying gcm = keying(SrtpSuite::aead_aes_128_gcm);
  gcm.mki = {0xab, 0xcd};
  transform = SrtpTransform::make(gcm, SrtpUse::rtcp, Direction::protect);
  secret = protect_unit(*transform, sender_report(), 8, {1, 1});
  ASSERT_EQ(secret.size(), end + 22);
  EXPECT_EQ(secret[end + 16], 0x80) << "the index";
  EXPECT_EQ(secret[end + 20], 0xab);
}

TEST(SrtpTransform, KnowsPacketsThatNameItsKeys) {
  SrtpKeying all = keying(SrtpSuite::aes_cm_128_hmac_sha1_80);
  all.mki = {1, 2};
  auto sender = SrtpTransform::make(all, SrtpUse::rtp, Direction::protect);
  Bytes secret = protect_unit(*sender, rtp_packet(1), 12, {0xdeadbeef, 1});
  EXPECT_TRUE(sender->names_these_keys({secret.data(), 12, 32, {}, true}));
  all.mki = {1, 3};
  auto other = SrtpTransform::make(all, SrtpUse::rtp, Direction::protect);
  EXPECT_FALSE(other->names_these_keys({secret.data(), 12, 32, {}, true}));
}

TEST(SrtpTransform, IsNotMadeOfWhatDoesNotFit) {
  SrtpKeying all = keying(SrtpSuite::aead_aes_128_gcm);
  all.parameters.unauthenticated_srtp = true;
  EXPECT_FALSE(SrtpTransform::make(all, SrtpUse::rtp, Direction::protect));
  all = keying(SrtpSuite::aes_cm_128_hmac_sha1_80);
  all.mki.resize(128);
  EXPECT_TRUE(SrtpTransform::make(all, SrtpUse::rtp, Direction::protect));
  all.mki.resize(129);
  EXPECT_FALSE(SrtpTransform::make(all, SrtpUse::rtp, Direction::protect));
}

TEST(SrtpTransform, LeavesOutWhatTheParametersSay) {
  SrtpKeying all = keying(SrtpSuite::aes_cm_128_hmac_sha1_80);
  all.parameters = {.unencrypted_srtp = true, .unauthenticated_srtp = true};
  auto rtp = SrtpTransform::make(all, SrtpUse::rtp, Direction::protect);
  EXPECT_FALSE(rtp->authenticates());
  EXPECT_EQ(protect_unit(*rtp, rtp_packet(1), 12, {0xdeadbeef, 1}), rtp_packet(1));
  auto rtcp = SrtpTransform::make(all, SrtpUse::rtcp, Direction::protect);
  EXPECT_TRUE(rtcp->encrypts());
  EXPECT_EQ(rtcp->trailer_size(), 14u);
  all.parameters = {.unencrypted_srtcp = true};
  rtcp = SrtpTransform::make(all, SrtpUse::rtcp, Direction::protect);
  EXPECT_FALSE(rtcp->encrypts());
  const Bytes secret = protect_unit(*rtcp, sender_report(), 8, {1, 5});
  EXPECT_EQ(Bytes(secret.begin(), secret.end() - 14), sender_report());
  EXPECT_EQ(secret[sender_report().size()], 0) << "no E flag";
}

}  // namespace
}  // namespace rtpengine::media
