// SPDX-License-Identifier: GPL-3.0-or-later
//
// A self-signed certificate with its key: what a party knows us by is its fingerprint in SDP, so
// nothing in it says who we are (RFC 5763 section 5).
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <string>

namespace rtpengine::dtls {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;
using CertificatePtr = std::unique_ptr<X509, FreeCertificate>;

enum class KeyKind : std::uint8_t { ecdsa_p256, rsa };
enum class Signature : std::uint8_t { sha256, sha1 };

struct CertificateOptions {
  KeyKind key = KeyKind::ecdsa_p256;  ///< `dtls-cert-cipher`
  int rsa_bits = 2048;                ///< `dtls-rsa-key-size`
  Signature signature = Signature::sha256;
  int days = 30;  ///< of validity; begins a day earlier, for parties whose clock is late
};

struct Certificate {
  KeyPtr key;
  CertificatePtr x509;

  /// ECDSA takes a fraction of a millisecond; RSA takes as long as it takes to find primes, often
  /// over 100 ms: not on a worker. On failure `x509` is null and `error` says why.
  static Certificate make(const CertificateOptions& options, std::string* error);
};

/// The oldest error of libcrypto in this thread, as text; the others are forgotten.
std::string take_openssl_error();

}  // namespace rtpengine::dtls
