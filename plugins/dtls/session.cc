// SPDX-License-Identifier: GPL-3.0-or-later
//
// OpenSSL at work.

#include "session.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace rtpengine::dtls {
namespace {

/// Microseconds to wait after having waited `last`; 0: nothing was sent before.
unsigned next_wait(SSL*, unsigned last) {
  if (last == 0) return Session::kFirstWaitMs * 1000;
  return std::min(2 * last, Session::kLongestWaitMs * 1000);
}

/// The cookie was checked before there was a session.
int cookie_is_good(SSL*, const unsigned char*, unsigned) { return 1; }
int never_make_cookie(SSL*, unsigned char*, unsigned*) { return 0; }

struct FreeAddress {
  void operator()(BIO_ADDR* address) const { BIO_ADDR_free(address); }
};

/// What failed by OpenSSL's reason, as far as that is all there is to know.
Failure failure_of(int reason) noexcept {
  if (reason >= SSL_AD_REASON_OFFSET) return Failure::alert;
  switch (reason) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return Failure::no_certificate;
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return Failure::wrong_certificate;
    case SSL_R_READ_TIMEOUT_EXPIRED:
      return Failure::no_answer;
    default:
      return Failure::protocol;
  }
}

}  // namespace

void Session::install_callbacks(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, on_certificate, nullptr);
  SSL_CTX_set_cookie_verify_cb(context, cookie_is_good);
  SSL_CTX_set_cookie_generate_cb(context, never_make_cookie);
}

/// In place of a chain of issuers: the fingerprint is all that counts (RFC 5763 section 5).
int Session::on_certificate(X509_STORE_CTX* store, void*) {
  const auto* ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  const auto* session = static_cast<const Session*>(SSL_get_app_data(ssl));
  const FingerprintSet* expected = session->expected_;
  if (expected == nullptr || expected->empty()) return 1;
  if (expected->matches(X509_STORE_CTX_get0_cert(store))) return 1;
  // Sent as bad_certificate (RFC 8122 section 6.2).
  X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
  return 0;
}

Session::Session(std::shared_ptr<const Context> context, Role role, const FingerprintSet* expected,
                 DatagramSink* sink)
    : context_(std::move(context)), role_(role), expected_(expected) {
  ERR_clear_error();
  port_.sink = sink;
  port_.mtu = context_->mtu();
  ssl_.reset(SSL_new(context_->get()));
  BIO* bio = ssl_ != nullptr ? make_datagram_bio(&port_) : nullptr;
  if (bio == nullptr) {
    fail(Failure::resources, take_openssl_error());
    return;
  }
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_mtu(ssl_.get(), static_cast<long>(port_.mtu));
  DTLS_set_timer_cb(ssl_.get(), next_wait);
  if (role_ == Role::client) {
    SSL_set_connect_state(ssl_.get());
  } else {
    SSL_set_accept_state(ssl_.get());
  }
}

Session::~Session() = default;

void Session::start() {
  if (state_ == SessionState::handshaking) advance();
}

void Session::start_after_cookie(Bytes datagram) {
  if (state_ != SessionState::handshaking) return;
  ERR_clear_error();
  // HelloVerifyRequest is a message of DTLS 1.2: whoever has answered it is at 1.2 already.
  SSL_set_max_proto_version(ssl_.get(), DTLS1_2_VERSION);
  port_.in = datagram;
  // It looks at the datagram, takes over its numbers, and leaves it to be read. The address that it
  // asks for is the owner's affair.
  const std::unique_ptr<BIO_ADDR, FreeAddress> nobody(BIO_ADDR_new());
  if (nobody != nullptr && DTLSv1_listen(ssl_.get(), nobody.get()) == 1) {
    advance();
  } else {
    fail(Failure::protocol, take_openssl_error());
  }
  port_.in = {};
}

void Session::feed(Bytes datagram) {
  if (state_ != SessionState::handshaking && state_ != SessionState::done) return;
  port_.in = datagram;
  advance();
  port_.in = {};
}

void Session::on_time() {
  if (state_ != SessionState::handshaking && state_ != SessionState::done) return;
  ERR_clear_error();
  SSL_alloc_buffers(ssl_.get());
  if (DTLSv1_handle_timeout(ssl_.get()) < 0) fail_by_error(-1);
}

Micros Session::next_deadline(Micros now) const {
  timeval left = {};
  if (state_ != SessionState::handshaking && state_ != SessionState::done) return kNever;
  if (DTLSv1_get_timeout(ssl_.get(), &left) != 1) return kNever;
  return now + left.tv_sec * kSecond + left.tv_usec;
}

void Session::close() {
  if (state_ != SessionState::done) return;
  ERR_clear_error();
  SSL_alloc_buffers(ssl_.get());
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
  state_ = SessionState::closed;
}

void Session::advance() {
  ERR_clear_error();
  SSL_alloc_buffers(ssl_.get());
  if (state_ == SessionState::handshaking) handshake();
  if (state_ == SessionState::done) read();
  // Most of a session's memory; it comes back when it is needed.
  if (state_ == SessionState::done) SSL_free_buffers(ssl_.get());
  ERR_clear_error();
}

void Session::handshake() {
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    finish();
  } else if (SSL_get_error(ssl_.get(), result) != SSL_ERROR_WANT_READ) {
    fail_by_error(result);
  }
}

void Session::finish() {
  state_ = SessionState::done;
  // OpenSSL demands the certificate; that it did is not left to its settings alone.
  if (SSL_get0_peer_certificate(ssl_.get()) == nullptr) {
    fail(Failure::no_certificate);
  } else if (SSL_get_selected_srtp_profile(ssl_.get()) == nullptr) {
    close();
    fail(Failure::no_profile);
  }
}

/// What comes after the handshake: repetitions of its last flight, alerts, and data, which has no
/// meaning here.
void Session::read() {
  std::array<char, 256> ignored;
  int result = 0;
  do {
    result = SSL_read(ssl_.get(), ignored.data(), ignored.size());
  } while (result > 0);
  const int error = SSL_get_error(ssl_.get(), result);
  if (error == SSL_ERROR_WANT_READ) return;
  state_ = SessionState::closed;
  if (error == SSL_ERROR_ZERO_RETURN) SSL_shutdown(ssl_.get());
}

void Session::fail_by_error(int result) {
  const unsigned long code = ERR_peek_error();
  if (code == 0) {
    fail(Failure::protocol, "SSL error " + std::to_string(SSL_get_error(ssl_.get(), result)));
    return;
  }
  const Failure failure = failure_of(ERR_GET_REASON(code));
  fail(failure, take_openssl_error());
}

void Session::fail(Failure failure, std::string detail) {
  state_ = SessionState::failed;
  failure_ = failure;
  detail_ = std::move(detail);
}

bool Session::certificate_is(const FingerprintSet& expected) const noexcept {
  const X509* certificate = ssl_ != nullptr ? SSL_get0_peer_certificate(ssl_.get()) : nullptr;
  return certificate != nullptr && expected.matches(certificate);
}

std::optional<SrtpKeys> Session::keys() const {
  if (state_ != SessionState::done && state_ != SessionState::closed) return std::nullopt;
  const SRTP_PROTECTION_PROFILE* selected = SSL_get_selected_srtp_profile(ssl_.get());
  const auto profile = selected != nullptr ? srtp_profile(selected->id) : std::nullopt;
  if (!profile) return std::nullopt;
  const std::string_view label = kExporterLabel;
  std::array<std::uint8_t, SrtpKeys::kLongestMaterial> material;
  const std::size_t size = material_size(*profile);
  std::optional<SrtpKeys> keys;
  if (SSL_export_keying_material(ssl_.get(), material.data(), size, label.data(), label.size(),
                                 nullptr, 0, 0) == 1) {
    keys.emplace(*profile, role_, Bytes(material).first(size));
  }
  OPENSSL_cleanse(material.data(), material.size());
  return keys;
}

const char* Session::version() const noexcept { return SSL_get_version(ssl_.get()); }

}  // namespace rtpengine::dtls
