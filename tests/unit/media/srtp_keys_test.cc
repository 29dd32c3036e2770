// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_keys.h"

#include <gtest/gtest.h>

#include "tests/unit/media/srtp_fixture.h"

namespace rtpengine::media {
namespace {

void expect_keys(SrtpSuite suite, std::string_view master, SrtpUse use, std::string_view cipher,
                 std::string_view salt, std::string_view authentication) {
  const auto from = SrtpMasterKey::from(suite, hex(master));
  ASSERT_TRUE(from);
  const auto keys = derive(suite, *from, use);
  ASSERT_TRUE(keys);
  Bytes expected_cipher = hex(cipher);
  Bytes expected_salt = hex(salt);
  expected_cipher.resize(keys->cipher.size());
  expected_salt.resize(keys->salt.size());
  EXPECT_EQ(bytes_of(keys->cipher), expected_cipher);
  EXPECT_EQ(bytes_of(keys->salt), expected_salt);
  EXPECT_EQ(bytes_of(keys->authentication), hex(authentication));
}

TEST(SrtpKeys, AreDerivedAsInRfc3711AppendixB3) {
  constexpr std::string_view kMaster =
      "E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6";
  for (const auto suite : {SrtpSuite::aes_cm_128_hmac_sha1_80, SrtpSuite::f8_128_hmac_sha1_32,
                           SrtpSuite::null_hmac_sha1_80}) {
    expect_keys(suite, kMaster, SrtpUse::rtp, "c61e7a93744f39ee10734afe3ff7a087",
                "30cbbc08863d8c85d49db34a9ae1", "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
    expect_keys(suite, kMaster, SrtpUse::rtcp, "4c1aa45a81f73d61c800bbb00fbb1eaa",
                "9581c7ad87b3e530bf3e4454a8b3", "8d54534feb49ae8e7993a6bd0b844fc323a93dfd");
  }
}

TEST(SrtpKeys, AreDerivedAsInRfc6188Section7) {
  expect_keys(SrtpSuite::aes_256_cm_hmac_sha1_80,
              "f0f04914b513f2763a1b1fa130f10e29 98f6f6e43e4309d1e622a0e332b9f1b6"
              "3b04803de51ee7c96423ab5b78d2",
              SrtpUse::rtp, "5ba1064e30ec51613cad926c5a28ef73 1ec7fb397f70a960653caf06554cd8c4",
              "fa31791685ca444a9e07c6c64e93", "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05");
  expect_keys(SrtpSuite::aes_192_cm_hmac_sha1_32,
              "73edc66c4fa15776fb57f9505c171365 50ffda71f3e8e5f1"
              "c8522f3acd4ce86d5add78edbb11",
              SrtpUse::rtp, "31874736a8f1143870c26e4857d8a5b2 c4a354407faadabb",
              "2372b82d639b6d8503a47adc0a6c", "355b10973cd95b9eacf4061c7e1a7151e7cfbfcb");
}

TEST(SrtpKeys, OfGcmAreDerivedWithTheSaltOnTheLeft) {
  // RFC 7714 has no vector of its own: a salt of 14 bytes that ends in zeros gives the same.
  const Bytes master = hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3A");
  const auto with_14 =
      SrtpMasterKey::from(SrtpSuite::aes_cm_128_hmac_sha1_80, master + Bytes{0, 0});
  const auto expected = derive(SrtpSuite::aes_cm_128_hmac_sha1_80, *with_14, SrtpUse::rtp);
  const auto got = derive(SrtpSuite::aead_aes_128_gcm,
                          *SrtpMasterKey::from(SrtpSuite::aead_aes_128_gcm, master), SrtpUse::rtp);
  EXPECT_EQ(got->cipher, expected->cipher);
  EXPECT_TRUE(std::equal(got->salt.begin(), got->salt.begin() + 12, expected->salt.begin()));
}

TEST(SrtpKeys, AMasterKeyOfAnotherLengthIsNone) {
  for (const SrtpSuiteInfo& suite : srtp_suites()) {
    const std::size_t right = std::size_t{suite.key_size} + suite.salt_size;
    EXPECT_TRUE(SrtpMasterKey::from(suite.suite, Bytes(right)));
    EXPECT_FALSE(SrtpMasterKey::from(suite.suite, Bytes(right - 1)));
    EXPECT_FALSE(SrtpMasterKey::from(suite.suite, Bytes(right + 1)));
    EXPECT_FALSE(SrtpMasterKey::from(suite.suite, {}));
  }
}

}  // namespace
}  // namespace rtpengine::media
