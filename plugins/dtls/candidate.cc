// SPDX-License-Identifier: GPL-3.0-or-later
//
// A session and where its other side is.

#include "candidate.h"

#include <utility>

namespace rtpengine::dtls {

Candidate::Candidate(std::shared_ptr<const Context> context, Role role,
                     const FingerprintSet* expected, AssociationHost* host, const Place& place)
    : host_(host), place_(place), session_(std::move(context), role, expected, this) {}

void Candidate::start(Micros now) {
  session_.start();
  note_deadline(now);
}

void Candidate::start_after_cookie(Bytes datagram, Micros now) {
  heard_ = true;
  session_.start_after_cookie(datagram);
  note_deadline(now);
}

void Candidate::feed(Bytes datagram, Micros now) {
  heard_ = true;
  session_.feed(datagram);
  note_deadline(now);
}

void Candidate::on_time(Micros now) {
  if (now >= due_) session_.on_time();
  note_deadline(now);
}

void Candidate::on_datagram_out(Bytes datagram) noexcept { host_->send(place_.address, datagram); }

}  // namespace rtpengine::dtls
