// SPDX-License-Identifier: GPL-3.0-or-later
//
// A handshake with somebody who may be the party: what an association has several of, until one has
// proved itself.
#pragma once

#include <memory>

#include <rtpengine/types.h>

#include "association_host.h"
#include "config.h"
#include "hello.h"
#include "session.h"

namespace rtpengine::dtls {

/// Tells the ClientHello of one handshake from that of another. With a cookie it is another one:
/// who was asked for it begins with the second message.
struct HelloMark {
  Random random = {};
  bool with_cookie = false;

  bool operator==(const HelloMark&) const = default;
};

class Candidate final : public DatagramSink {
 public:
  struct Place {
    Endpoint address = {};
    Standing standing = Standing::stranger;
  };

  /// `expected` as Session has it.
  Candidate(std::shared_ptr<const Context> context, Role role, const FingerprintSet* expected,
            AssociationHost* host, const Place& place);

  void start(Micros now);
  void start_after_cookie(Bytes datagram, Micros now);
  void feed(Bytes datagram, Micros now);
  void on_time(Micros now);
  void close() { session_.close(); }

  const Session& session() const noexcept { return session_; }
  const Endpoint& address() const noexcept { return place_.address; }
  Standing standing() const noexcept { return place_.standing; }
  /// Answers go there from now on.
  void move_to(const Endpoint& address) noexcept { place_.address = address; }
  /// Something of the other side has come in.
  bool heard() const noexcept { return heard_; }

  /// When it is given up, whatever it does.
  Micros ends() const noexcept { return ends_; }
  void set_end(Micros ends) noexcept { ends_ = ends; }
  /// Done, but not judged yet: until then, however often it is said.
  void hold(Micros ends) noexcept {
    if (!held_) ends_ = ends;
    held_ = true;
  }
  Micros next_deadline() const noexcept { return due_ < ends_ ? due_ : ends_; }

  /// Of the ClientHello that it began with.
  HelloMark mark;

 private:
  void on_datagram_out(Bytes datagram) noexcept override;
  void note_deadline(Micros now) { due_ = session_.next_deadline(now); }

  AssociationHost* host_;
  Place place_;
  bool heard_ = false;
  bool held_ = false;
  Micros ends_ = kNever;
  Micros due_ = kNever;
  Session session_;
};

}  // namespace rtpengine::dtls
