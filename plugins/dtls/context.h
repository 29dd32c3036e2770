// SPDX-License-Identifier: GPL-3.0-or-later
//
// What all sessions with one certificate share: it and the settings of OpenSSL. Making a session
// from it is cheap; making it is not.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "certificate.h"
#include "fingerprint.h"
#include "srtp_keys.h"

namespace rtpengine::dtls {

struct ContextOptions {
  CertificateOptions certificate = {};
  HashFunction hash = HashFunction::sha256;  ///< of the fingerprint that SDP shows
  std::vector<SrtpProfile> profiles{kSrtpProfiles.begin(), kSrtpProfiles.end()};
  /// Cipher suites of DTLS 1.2 as OpenSSL names them; option `dtls-ciphers`.
  std::string ciphers = "DEFAULT:!NULL:!aNULL:!SHA256:!SHA384:!aECDH:!AESGCM+AES256:!aPSK";
  std::size_t mtu = 1200;  ///< bytes of a datagram at most; option `dtls-mtu`
};

/// Whether OpenSSL finds a cipher suite in such a list.
bool has_ciphers(const std::string& list);

/// Never changed once it is made: shared by threads. Whoever has offered its fingerprint keeps it.
class Context {
 public:
  /// As slow as its certificate: with RSA not on a worker. Null: `error` says why.
  static std::shared_ptr<const Context> make(const ContextOptions& options, std::string* error);

  /// The value of a=fingerprint.
  const std::string& fingerprint() const noexcept { return fingerprint_; }
  const X509* certificate() const noexcept { return certificate_.x509.get(); }
  std::size_t mtu() const noexcept { return mtu_; }
  /// For SSL_new, which counts a reference in it.
  SSL_CTX* get() const noexcept { return ssl_.get(); }

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };

  Context() = default;
  bool fill(const ContextOptions& options);
  void harden(const ContextOptions& options);

  Certificate certificate_;
  std::unique_ptr<SSL_CTX, FreeContext> ssl_;
  std::string fingerprint_;
  std::size_t mtu_ = 0;
};

}  // namespace rtpengine::dtls
