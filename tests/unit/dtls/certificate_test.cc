// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/certificate.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <string>

namespace rtpengine::dtls {
namespace {

Certificate make(const CertificateOptions& options) {
  std::string error;
  Certificate made = Certificate::make(options, &error);
  EXPECT_NE(made.x509, nullptr) << error;
  return made;
}

TEST(Certificate, IsOfEcdsaUnlessToldOtherwise) {
  const Certificate made = make({});
  EXPECT_EQ(EVP_PKEY_get_base_id(made.key.get()), EVP_PKEY_EC);
  EXPECT_EQ(EVP_PKEY_get_bits(made.key.get()), 256);
  EXPECT_EQ(X509_get_signature_nid(made.x509.get()), NID_ecdsa_with_SHA256);
  EXPECT_EQ(X509_verify(made.x509.get(), made.key.get()), 1);
}

TEST(Certificate, IsOfRsaWhenTold) {
  const Certificate made = make({.key = KeyKind::rsa});
  EXPECT_EQ(EVP_PKEY_get_base_id(made.key.get()), EVP_PKEY_RSA);
  EXPECT_EQ(EVP_PKEY_get_bits(made.key.get()), 2048);
  EXPECT_EQ(X509_verify(made.x509.get(), made.key.get()), 1);
}

TEST(Certificate, IsSignedWithSha1WhenTold) {
  const Certificate made = make({.signature = Signature::sha1});
  EXPECT_EQ(X509_get_signature_nid(made.x509.get()), NID_ecdsa_with_SHA1);
}

TEST(Certificate, HasItsOwnNumberAndKey) {
  const Certificate a = make({});
  const Certificate b = make({});
  EXPECT_NE(X509_cmp(a.x509.get(), b.x509.get()), 0);
  EXPECT_NE(
      ASN1_INTEGER_cmp(X509_get0_serialNumber(a.x509.get()), X509_get0_serialNumber(b.x509.get())),
      0);
  EXPECT_EQ(EVP_PKEY_eq(a.key.get(), b.key.get()), 0);
}

TEST(Certificate, IsValidNow) {
  const Certificate made = make({});
  EXPECT_LT(X509_cmp_current_time(X509_get0_notBefore(made.x509.get())), 0);
  EXPECT_GT(X509_cmp_current_time(X509_get0_notAfter(made.x509.get())), 0);
}

TEST(Certificate, SaysWhyItCannotBeMade) {
  std::string error;
  const Certificate made = Certificate::make({.key = KeyKind::rsa, .rsa_bits = 16}, &error);
  EXPECT_EQ(made.x509, nullptr);
  EXPECT_EQ(error, "key size too small");
  EXPECT_EQ(ERR_peek_error(), 0u) << "an error is left behind for whoever comes next";
}

}  // namespace
}  // namespace rtpengine::dtls
