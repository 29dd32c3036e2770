// SPDX-License-Identifier: GPL-3.0-or-later
//
// Certificates by libcrypto.

#include "certificate.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

namespace rtpengine::dtls {
namespace {

constexpr int kSerialBits = 127;
constexpr long kDay = 24 * 60 * 60;

struct FreeNumber {
  void operator()(BIGNUM* number) const { BN_free(number); }
};

EVP_PKEY* make_key(const CertificateOptions& options) {
  if (options.key == KeyKind::rsa) return EVP_RSA_gen(static_cast<unsigned>(options.rsa_bits));
  return EVP_EC_gen("P-256");
}

/// Random, so that no two certificates of one name have the same number.
bool set_serial(X509* x509) {
  const std::unique_ptr<BIGNUM, FreeNumber> number(BN_new());
  return number != nullptr &&
         BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509)) != nullptr;
}

bool set_name(X509* x509) {
  constexpr unsigned char kName[] = "media";
  X509_NAME* name = X509_get_subject_name(x509);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, kName, -1, -1, 0) == 1 &&
         X509_set_issuer_name(x509, name) == 1;
}

bool fill(X509* x509, EVP_PKEY* key, const CertificateOptions& options) {
  const EVP_MD* hash = options.signature == Signature::sha1 ? EVP_sha1() : EVP_sha256();
  return X509_set_version(x509, X509_VERSION_3) == 1 && set_serial(x509) && set_name(x509) &&
         X509_gmtime_adj(X509_getm_notBefore(x509), -kDay) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(x509), kDay * options.days) != nullptr &&
         X509_set_pubkey(x509, key) == 1 && X509_sign(x509, key, hash) > 0;
}

}  // namespace

std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "error " + std::to_string(code);
}

Certificate Certificate::make(const CertificateOptions& options, std::string* error) {
  ERR_clear_error();
  Certificate made;
  made.key.reset(make_key(options));
  made.x509.reset(made.key != nullptr ? X509_new() : nullptr);
  if (made.x509 != nullptr && fill(made.x509.get(), made.key.get(), options)) return made;
  *error = take_openssl_error();
  return {};
}

}  // namespace rtpengine::dtls
