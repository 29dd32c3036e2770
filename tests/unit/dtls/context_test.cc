// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/context.h"

#include <gtest/gtest.h>

#include "peer.h"

namespace rtpengine::dtls {
namespace {

TEST(Context, ShowsTheFingerprintOfItsCertificate) {
  const auto context = new_context({.hash = HashFunction::sha384});
  const ParsedFingerprint shown = parse_fingerprint(context->fingerprint());
  ASSERT_EQ(shown.verdict, FingerprintVerdict::good);
  EXPECT_EQ(shown.fingerprint.hash, HashFunction::sha384);
  FingerprintSet set;
  set.add(shown.fingerprint);
  EXPECT_TRUE(set.matches(context->certificate()));
}

TEST(Context, IsMadeOfShortRsaKeysAndOldSignaturesIfAnOperatorWants) {
  EXPECT_NE(new_context({.certificate = {.key = KeyKind::rsa, .rsa_bits = 1024}}), nullptr);
  EXPECT_NE(new_context({.certificate = {.signature = Signature::sha1}}), nullptr);
}

TEST(Context, SaysWhichSettingIsWrong) {
  std::string error;
  EXPECT_EQ(Context::make({.ciphers = "no such cipher"}, &error), nullptr);
  EXPECT_EQ(error, "no cipher match");
  EXPECT_EQ(Context::make({.certificate = {.key = KeyKind::rsa, .rsa_bits = 16}}, &error), nullptr);
  EXPECT_EQ(error, "key size too small");
}

TEST(Context, KnowsListsOfCiphers) {
  EXPECT_TRUE(has_ciphers(ContextOptions().ciphers));
  EXPECT_TRUE(has_ciphers("none-such:ECDHE-ECDSA-AES128-GCM-SHA256"));
  EXPECT_FALSE(has_ciphers("none such"));
  EXPECT_FALSE(has_ciphers(""));
}

}  // namespace
}  // namespace rtpengine::dtls
