// SPDX-License-Identifier: GPL-3.0-or-later
//
// A party made of OpenSSL alone, and what it takes to have it talk to ours.
#pragma once

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugins/dtls/certificate.h"
#include "plugins/dtls/context.h"
#include "plugins/dtls/datagram_bio.h"
#include "plugins/dtls/fingerprint.h"
#include "plugins/dtls/srtp_keys.h"

namespace rtpengine::dtls {

using Datagram = std::vector<std::uint8_t>;

struct Outbox final : DatagramSink {
  std::vector<Datagram> datagrams;

  void on_datagram_out(Bytes datagram) noexcept override {
    datagrams.emplace_back(datagram.begin(), datagram.end());
  }
  std::vector<Datagram> take() { return std::exchange(datagrams, {}); }
};

inline std::shared_ptr<const Context> new_context(const ContextOptions& options = {}) {
  std::string error;
  std::shared_ptr<const Context> made = Context::make(options, &error);
  EXPECT_NE(made, nullptr) << error;
  return made;
}

/// Making one takes time, and most tests need no certificate of their own.
inline std::shared_ptr<const Context> our_context() {
  static const std::shared_ptr<const Context> context = new_context();
  return context;
}

inline FingerprintSet fingerprints_of(const X509* certificate,
                                      HashFunction hash = HashFunction::sha256) {
  FingerprintSet set;
  set.add(fingerprint_of(certificate, hash).value());
  return set;
}

inline FingerprintSet fingerprints_of(const Context& context) {
  return fingerprints_of(context.certificate());
}

struct PeerOptions {
  Role role = Role::client;
  bool certificate = true;
  KeyKind key = KeyKind::ecdsa_p256;
  /// As SSL_CTX_set_tlsext_use_srtp takes it; empty: not offered.
  std::string profiles =
      "SRTP_AES128_CM_SHA1_80:SRTP_AES128_CM_SHA1_32:SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM";
  std::string ciphers = {};  ///< empty: the default
  int newest = 0;            ///< version; 0: any
  long mtu = 1200;
};

class Peer {
 public:
  explicit Peer(const PeerOptions& options) : options_(options) {
    std::string why;
    if (options.certificate) certificate_ = Certificate::make({.key = options.key}, &why);
    context_.reset(SSL_CTX_new(DTLS_method()));
    SSL_CTX* context = context_.get();
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU);
    SSL_CTX_set_max_proto_version(context, options.newest);
    if (options.newest != 0) SSL_CTX_set_min_proto_version(context, options.newest);
    if (!options.ciphers.empty()) SSL_CTX_set_cipher_list(context, options.ciphers.c_str());
    if (certificate_.x509) {
      SSL_CTX_use_certificate(context, certificate_.x509.get());
      SSL_CTX_use_PrivateKey(context, certificate_.key.get());
    }
    if (!options.profiles.empty()) {
      EXPECT_EQ(SSL_CTX_set_tlsext_use_srtp(context, options.profiles.c_str()), 0);
    }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
    begin();
  }

  /// Forget the handshake and be ready for another, with the same certificate.
  void begin() {
    port_.sink = &outbox;
    ssl_.reset(SSL_new(context_.get()));
    BIO* bio = make_datagram_bio(&port_);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_mtu(ssl_.get(), options_.mtu);
    if (options_.role == Role::client) {
      SSL_set_connect_state(ssl_.get());
    } else {
      SSL_set_accept_state(ssl_.get());
    }
    result = kNotBegun;
  }

  void advance() {
    ERR_clear_error();
    if (result != 1) {
      result = SSL_do_handshake(ssl_.get());
      error = SSL_get_error(ssl_.get(), result);
    }
    if (result == 1) {
      char ignored[64];
      error = SSL_get_error(ssl_.get(), SSL_read(ssl_.get(), ignored, sizeof ignored));
    }
    if (error == SSL_ERROR_SSL) reason = take_openssl_error();
  }

  /// A client that has not begun hears nothing.
  void feed(const Datagram& datagram) {
    if (result == kNotBegun && options_.role == Role::client) return;
    port_.in = datagram;
    advance();
    port_.in = {};
  }

  void on_time() { DTLSv1_handle_timeout(ssl_.get()); }
  void close() { SSL_shutdown(ssl_.get()); }

  bool done() const { return result == 1; }
  /// It has been told that this is the end.
  bool closed() const { return error == SSL_ERROR_ZERO_RETURN; }
  SSL* ssl() { return ssl_.get(); }
  FingerprintSet fingerprints(HashFunction hash = HashFunction::sha256) const {
    return fingerprints_of(certificate_.x509.get(), hash);
  }

  SrtpKeys keys() {
    const auto profile = srtp_profile(SSL_get_selected_srtp_profile(ssl())->id).value();
    std::vector<std::uint8_t> material(material_size(profile));
    EXPECT_EQ(SSL_export_keying_material(ssl(), material.data(), material.size(),
                                         "EXTRACTOR-dtls_srtp", 19, nullptr, 0, 0),
              1);
    return {profile, options_.role, material};
  }

  Outbox outbox;
  static constexpr int kNotBegun = -2;
  int result = kNotBegun;
  int error = 0;
  std::string reason;

 private:
  struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  PeerOptions options_;
  Certificate certificate_;
  DatagramPort port_;
  std::unique_ptr<SSL_CTX, FreeContext> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

/// What one sends with is what the other receives with, and they are two keys.
inline void expect_agreement(const SrtpKeys& a, const SrtpKeys& b) {
  const auto equal = [](Bytes x, Bytes y) {
    return Datagram(x.begin(), x.end()) == Datagram(y.begin(), y.end());
  };
  EXPECT_EQ(a.profile(), b.profile());
  EXPECT_TRUE(equal(a.local_key(), b.remote_key()) && equal(a.local_salt(), b.remote_salt()));
  EXPECT_TRUE(equal(a.remote_key(), b.local_key()) && equal(a.remote_salt(), b.local_salt()));
  EXPECT_FALSE(equal(a.local_key(), a.remote_key()));
}

}  // namespace rtpengine::dtls
