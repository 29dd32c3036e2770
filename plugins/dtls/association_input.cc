// SPDX-License-Identifier: GPL-3.0-or-later
//
// Datagrams that come in to an association.

#include <algorithm>
#include <utility>

#include "association.h"
#include "endpoint.h"

namespace rtpengine::dtls {
namespace {

/// One of 64 bits: several addresses may share it.
std::uint64_t mark_of(const Endpoint& source) noexcept {
  std::uint32_t sum = source.port;
  for (const std::uint8_t byte : source.address) sum = sum * 31 + byte;
  return std::uint64_t{1} << (sum * 0x9e3779b1u >> 26);
}

}  // namespace

Fate Association::on_datagram(const Endpoint& source, Standing standing, Bytes datagram,
                              Micros now) {
  const Fate fate = take({source, standing}, datagram, now);
  ++fates_[static_cast<std::size_t>(fate)];
  return fate;
}

Fate Association::take(const Place& place, Bytes datagram, Micros now) {
  const DatagramKind kind = classify(datagram);
  if (place.standing == Standing::stranger) {
    if (kind == DatagramKind::client_hello) wary_of_ |= mark_of(place.address);
    return Fate::refused;
  }
  if (ended_) return Fate::stray;
  if (kind == DatagramKind::malformed) return Fate::malformed;
  // OpenSSL would end the handshake by such an alert, whoever wrote it.
  const PlainAlert alert = find_plain_alert(datagram);
  if (alert.found) {
    hearsay_ = alert.description;
    if (alert.before.empty()) return Fate::hearsay;
  }
  if (kind == DatagramKind::client_hello) return on_hello(place, alert.before, now);
  return feed(place, alert.before, kind == DatagramKind::protected_bytes, now);
}

Fate Association::on_hello(const Place& place, Bytes datagram, Micros now) {
  if (role_ == Role::client) return Fate::wrong_role;
  Candidate* known = find(place);
  ClientHello hello;
  const bool first_piece = parse_client_hello(datagram, &hello);
  const HelloMark mark = {hello.random, !hello.cookie.empty()};
  if (!first_piece && pieces_.begun() && same(pieces_from_.address, place.address)) {
    pieces_.add(datagram);
    return begin_when_whole(place, now);
  }
  if (known != nullptr && (!first_piece || known->mark == mark)) {
    feed_candidate(known, place, datagram, now);
    return Fate::fed;
  }
  if (!first_piece) return Fate::stray;
  // A copy of the one that the association began with.
  if (established_ != nullptr && established_->mark == mark) return Fate::stray;
  // ICE has proved where the party receives. All the same, who wants to take the place of a
  // handshake that is there must show that it is not forged; and so must whoever seems to have
  // begun before ICE was done, which the party does not do.
  const bool trusted = place.standing == Standing::proven && known == nullptr && !current() &&
                       (wary_of_ & mark_of(place.address)) == 0;
  if (trusted && hello.cookie.empty()) return begin_server(place, hello, datagram, now);
  if (!config_.cookies->fits(place.address, hello.cookie, now)) {
    return ask_for_cookie(place.address, hello, now);
  }
  if (hello.whole) return begin_after_cookie(place, hello, datagram, now);
  // One at a time; nobody takes the place of somebody of better standing.
  if (pieces_.begun() && pieces_from_.standing > place.standing) return Fate::limited;
  pieces_from_ = place;
  pieces_.begin(datagram);
  return begin_when_whole(place, now);
}

Fate Association::begin_when_whole(const Place& place, Micros now) {
  if (pieces_.whole().empty()) return Fate::fragmented;
  const HelloPieces pieces = std::exchange(pieces_, {});
  ClientHello hello;
  if (!parse_client_hello(pieces.whole(), &hello)) return Fate::malformed;
  return begin_after_cookie(place, hello, pieces.whole(), now);
}

/// Whoever has shown that it receives where it sends from takes the place of who was there.
Fate Association::begin_after_cookie(const Place& place, const ClientHello& hello, Bytes datagram,
                                     Micros now) {
  if (const Candidate* known = find(place)) remove(known, HandshakeEnd::replaced);
  return begin_server(place, hello, datagram, now);
}

Fate Association::ask_for_cookie(const Endpoint& source, const ClientHello& hello, Micros now) {
  Cookie cookie;
  if (!config_.cookies->make(source, now, &cookie)) return Fate::limited;
  host_->send(source, HelloVerifyRequest(hello, cookie).bytes());
  return Fate::asked;
}

Fate Association::begin_server(const Place& place, const ClientHello& hello, Bytes datagram,
                               Micros now) {
  Budget& budget = budgets_[place.standing >= Standing::expected ? 1 : 0];
  if (!budget.take(config_.limits, now) || !make_room(place.standing)) return Fate::limited;
  candidates_.push_back(
      std::make_unique<Candidate>(config_.context, Role::server, &expected_, host_, place));
  Candidate* candidate = candidates_.back().get();
  candidate->mark = {hello.random, !hello.cookie.empty()};
  candidate->set_end(now + config_.timing.handshake);
  if (hello.cookie.empty()) {
    candidate->feed(datagram, now);
  } else {
    candidate->start_after_cookie(datagram, now);
  }
  settle(candidate, now);
  return Fate::begun;
}

/// There is, or somebody of lower standing makes room.
bool Association::make_room(Standing standing) {
  if (candidates_.size() < config_.limits.candidates) return true;
  const auto lowest = std::min_element(
      candidates_.begin(), candidates_.end(),
      [](const CandidatePtr& a, const CandidatePtr& b) { return a->standing() < b->standing(); });
  if (lowest == candidates_.end() || (*lowest)->standing() >= standing) return false;
  remove(lowest->get(), HandshakeEnd::evicted);
  return true;
}

/// The handshake with whoever is there. The party may change from one pair of ICE to another in
/// the midst of it.
Candidate* Association::find(const Place& place) const noexcept {
  Candidate* found = nullptr;
  for (const CandidatePtr& candidate : candidates_) {
    if (same(candidate->address(), place.address)) return candidate.get();
    const bool by_ice = candidate->standing() == Standing::proven || role_ == Role::client;
    if (place.standing == Standing::proven && by_ice) found = candidate.get();
  }
  return found;
}

Fate Association::feed(const Place& place, Bytes datagram, bool is_protected, Micros now) {
  Candidate* candidate = find(place);
  const bool may_be_established =
      established_ != nullptr &&
      (place.standing >= Standing::expected || same(established_->address(), place.address));
  // What is protected tells by its keys whose it is. What is not is of a handshake under way, or a
  // repetition of the last flight of the one before.
  if (may_be_established && (is_protected || candidate == nullptr)) {
    feed_established(datagram, now);
  } else if (candidate == nullptr) {
    return Fate::stray;
  }
  if (candidate != nullptr) feed_candidate(candidate, place, datagram, now);
  return Fate::fed;
}

void Association::feed_candidate(Candidate* candidate, const Place& place, Bytes datagram,
                                 Micros now) {
  if (candidate->session().role() == Role::server) candidate->move_to(place.address);
  candidate->feed(datagram, now);
  settle(candidate, now);
}

void Association::feed_established(Bytes datagram, Micros now) {
  established_->feed(datagram, now);
  if (established_->session().state() == SessionState::done) return;
  established_.reset();
  // A party that ends the old association while a new one is to come has not ended the media.
  if (!established_is_current_) return;
  established_is_current_ = false;
  expected_ = remote_.fingerprints;
  state_ = AssociationState::closed;
  host_->on_closed();
}

}  // namespace rtpengine::dtls
