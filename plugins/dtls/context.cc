// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings of OpenSSL.

#include "context.h"

#include <openssl/err.h>

#include "session.h"

namespace rtpengine::dtls {
namespace {

constexpr int kBitsOfLevel2 = 2048;  ///< RSA keys below it are refused by OpenSSL's level 2

}  // namespace

bool has_ciphers(const std::string& list) {
  SSL_CTX* const context = SSL_CTX_new(DTLS_method());
  const bool has = context != nullptr && SSL_CTX_set_cipher_list(context, list.c_str()) == 1;
  SSL_CTX_free(context);
  ERR_clear_error();
  return has;
}

std::shared_ptr<const Context> Context::make(const ContextOptions& options, std::string* error) {
  std::shared_ptr<Context> made(new Context);
  made->certificate_ = Certificate::make(options.certificate, error);
  if (made->certificate_.x509 == nullptr) return nullptr;
  if (!made->fill(options)) {
    *error = take_openssl_error();
    return nullptr;
  }
  return made;
}

bool Context::fill(const ContextOptions& options) {
  ERR_clear_error();
  mtu_ = options.mtu;
  ssl_.reset(SSL_CTX_new(DTLS_method()));
  const auto fingerprint = fingerprint_of(certificate_.x509.get(), options.hash);
  if (ssl_ == nullptr || !fingerprint) return false;
  fingerprint_ = print_fingerprint(*fingerprint);
  harden(options);
  SSL_CTX* ssl = ssl_.get();
  // RFC 8827 section 6.5 wants 1.2; OpenSSL does the newest version that both sides have.
  return SSL_CTX_set_min_proto_version(ssl, DTLS1_2_VERSION) == 1 &&
         SSL_CTX_set_cipher_list(ssl, options.ciphers.c_str()) == 1 &&
         SSL_CTX_set1_groups_list(ssl, "X25519:P-256:P-384") == 1 &&
         SSL_CTX_use_certificate(ssl, certificate_.x509.get()) == 1 &&
         SSL_CTX_use_PrivateKey(ssl, certificate_.key.get()) == 1 &&
         // This one says 0 when it is content.
         SSL_CTX_set_tlsext_use_srtp(ssl, print_profiles(options.profiles).c_str()) == 0;
}

void Context::harden(const ContextOptions& options) {
  SSL_CTX* ssl = ssl_.get();
  const bool short_key =
      options.certificate.key == KeyKind::rsa && options.certificate.rsa_bits < kBitsOfLevel2;
  SSL_CTX_set_security_level(ssl, short_key ? 1 : 2);
  // Sessions are never resumed (a new handshake has a new key exchange), never renegotiated
  // (whoever wants new keys begins a new association), and keep no buffers while nothing comes.
  SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_NO_QUERY_MTU | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(ssl, 0);
  SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
  Session::install_callbacks(ssl);
}

}  // namespace rtpengine::dtls
