// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_suite.h"

#include <gtest/gtest.h>

namespace rtpengine::media {
namespace {

TEST(SrtpSuite, EachIsFoundByItsName) {
  for (const SrtpSuiteInfo& suite : srtp_suites())
    EXPECT_EQ(srtp_suite_from(suite.name), suite.suite) << suite.name;
  EXPECT_EQ(srtp_suite_from("AES_CM_128_HMAC_SHA1"), std::nullopt);
  EXPECT_EQ(srtp_suite_from("aes_cm_128_hmac_sha1_80"), std::nullopt);
  EXPECT_EQ(srtp_suite_from(""), std::nullopt);
}

TEST(SrtpSuite, FourHaveProfilesOfDtls) {
  EXPECT_EQ(srtp_suite_from_dtls(1), SrtpSuite::aes_cm_128_hmac_sha1_80);
  EXPECT_EQ(srtp_suite_from_dtls(2), SrtpSuite::aes_cm_128_hmac_sha1_32);
  EXPECT_EQ(srtp_suite_from_dtls(7), SrtpSuite::aead_aes_128_gcm);
  EXPECT_EQ(srtp_suite_from_dtls(8), SrtpSuite::aead_aes_256_gcm);
  EXPECT_EQ(srtp_suite_from_dtls(0), std::nullopt);
  EXPECT_EQ(srtp_suite_from_dtls(5), std::nullopt);
}

TEST(SrtpSuite, KeysAndTagsAreAsLongAsTheRfcsSay) {
  for (const SrtpSuiteInfo& suite : srtp_suites()) {
    SCOPED_TRACE(suite.name);
    const bool short_tag = suite.name.ends_with("_32");
    EXPECT_EQ(suite.rtp_tag_size, suite.aead() ? 16 : short_tag ? 4 : 10);
    EXPECT_EQ(suite.rtcp_tag_size, suite.aead() ? 16 : 10);
    EXPECT_EQ(suite.salt_size, suite.aead() ? 12 : 14);
    const bool of_256 = suite.name.find("256") != std::string_view::npos;
    const bool of_192 = suite.name.find("192") != std::string_view::npos;
    EXPECT_EQ(suite.key_size, of_256 ? 32 : of_192 ? 24 : 16);
  }
}

TEST(SrtpSuite, AeadLeavesOnlySrtcpUnencrypted) {
  for (const SrtpSuiteInfo& suite : srtp_suites()) {
    SCOPED_TRACE(suite.name);
    EXPECT_TRUE(allows(suite.suite, {}));
    EXPECT_TRUE(allows(suite.suite, {.unencrypted_srtcp = true}));
    EXPECT_EQ(allows(suite.suite, {.unencrypted_srtp = true}), !suite.aead());
    EXPECT_EQ(allows(suite.suite, {.unauthenticated_srtp = true}), !suite.aead());
  }
}

}  // namespace
}  // namespace rtpengine::media
