// SPDX-License-Identifier: GPL-3.0-or-later
//
// One handshake with one party and what follows it, over OpenSSL: datagrams and the time are handed
// in, datagrams come out by way of a sink. Whose certificate it was is for the owner to ask.
//
// OpenSSL's timers go by the system's time; `now` is only what deadlines are counted from.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <optional>
#include <string>

#include "config.h"
#include "context.h"
#include "datagram_bio.h"
#include "failure.h"
#include "setup.h"
#include "srtp_keys.h"

namespace rtpengine::dtls {

enum class SessionState : std::uint8_t {
  handshaking,
  done,    ///< keys and certificate are there
  closed,  ///< done before, and ended by the party or by us
  failed,  ///< failure says why
};

class Session {
 public:
  /// First wait for an answer; twice as long each time, up to the longest.
  static constexpr unsigned kFirstWaitMs = 250;
  static constexpr unsigned kLongestWaitMs = 4000;

  /// `expected`: a certificate that has none of these fingerprints is refused with an alert; null
  /// or empty: any is taken for now. The sink and what `expected` points to outlive it.
  Session(std::shared_ptr<const Context> context, Role role, const FingerprintSet* expected,
          DatagramSink* sink);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Client: send ClientHello.
  void start();
  /// Server: begin with the second ClientHello of an exchange of cookies, which the owner has
  /// checked (RFC 6347 section 4.2.1).
  void start_after_cookie(Bytes datagram);
  void feed(Bytes datagram);
  /// Send again what was not answered, if it is time.
  void on_time();
  Micros next_deadline(Micros now) const;
  /// Tell the party that this is the end, and end.
  void close();

  SessionState state() const noexcept { return state_; }
  Failure failure() const noexcept { return failure_; }
  /// More about the failure: the alert, OpenSSL's words. Empty: no more to say.
  const std::string& detail() const noexcept { return detail_; }
  Role role() const noexcept { return role_; }

  /// Whether the party's certificate is one of these; false before it is known.
  bool certificate_is(const FingerprintSet& expected) const noexcept;
  /// When done.
  std::optional<SrtpKeys> keys() const;
  /// "DTLSv1.2"
  const char* version() const noexcept;

  /// Sets in a context what sessions rely on.
  static void install_callbacks(SSL_CTX* context);

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  static int on_certificate(X509_STORE_CTX* store, void*);

  void advance();
  void handshake();
  void finish();
  void read();
  void fail_by_error(int result);
  void fail(Failure failure, std::string detail = {});

  std::shared_ptr<const Context> context_;
  Role role_;
  const FingerprintSet* expected_;
  SessionState state_ = SessionState::handshaking;
  Failure failure_ = Failure::none;
  std::string detail_;
  DatagramPort port_;
  std::unique_ptr<SSL, FreeSsl> ssl_;  ///< goes before the port that its BIO uses
};

}  // namespace rtpengine::dtls
