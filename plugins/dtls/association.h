// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS-SRTP (RFC 5763, 5764) with one party, on one component: which handshakes are begun, with
// whom, and whose keys count.
//
// It has no socket, clock or thread: datagrams and the time are handed in, datagrams and events
// come out by way of AssociationHost. Used by one thread. Until a datagram from where the party may
// be begins a handshake it is a few numbers; making one is cheap.
//
// Whoever sends ClientHello from an address that ICE has not proved must first send back a cookie,
// for which nothing is kept. Several handshakes may be under way, at most Limits::candidates; the
// first whose certificate has a fingerprint that was signalled wins. One that is done before the
// fingerprints are known is held. So neither a forged datagram nor a stranger's handshake ends or
// delays that of the party.
//
//   waiting      nothing to do yet
//   handshaking  a handshake is to come or under way; keys of before, if any, are still good
//   established  keys are there
//   failed       told why; a later handshake may still succeed
//   closed       the party has ended it
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "association_host.h"
#include "budget.h"
#include "candidate.h"
#include "config.h"
#include "context.h"
#include "cookie.h"
#include "description.h"
#include "hello_pieces.h"

namespace rtpengine::dtls {

enum class AssociationState : std::uint8_t { waiting, handshaking, established, failed, closed };

/// What became of a datagram; for counters.
enum class Fate : std::uint8_t {
  fed,         ///< to a handshake under way, or to the association that is established
  begun,       ///< a ClientHello that began a handshake
  asked,       ///< a ClientHello that was answered by a cookie; nothing is kept of it
  refused,     ///< from a stranger
  malformed,   ///< not DTLS
  stray,       ///< of no handshake that is known
  wrong_role,  ///< a ClientHello, though the party is the server
  fragmented,  ///< a piece of a ClientHello with a good cookie, of which more is to come
  limited,     ///< a ClientHello for which there was no room, or one too many
  hearsay,     ///< an alert that is not protected, which anybody may have written
};
inline constexpr std::size_t kFates = 10;

/// How a handshake ended; for counters.
enum class HandshakeEnd : std::uint8_t {
  established,
  superseded,         ///< another one was first, or the description has changed
  replaced,           ///< its client has begun another one
  evicted,            ///< to make room for somebody of better standing
  expired,            ///< it took too long, or its fingerprint was never signalled
  wrong_certificate,  ///< not the party's
  failed,
};
inline constexpr std::size_t kHandshakeEnds = 7;

struct AssociationConfig {
  std::shared_ptr<const Context> context;
  const CookieJar* cookies = nullptr;  ///< outlives the association
  Timing timing;
  Limits limits;
};

class Association {
 public:
  Association(AssociationConfig config, AssociationHost* host);
  ~Association();
  Association(const Association&) = delete;
  Association& operator=(const Association&) = delete;

  /// What the party's message says, and our part by it. Another association is begun if it asks for
  /// one (new fingerprint or tls-id, RFC 8842) or if our part has changed; the keys of before are
  /// good until that is done. The same again changes nothing.
  void set_remote(const Description& remote, Role role, Micros now);
  /// Where the party is: the pair that ICE has selected, else the address that was signalled or
  /// learned. A client begins when it knows this; whoever is established sends there.
  void set_destination(const Endpoint& destination, Micros now);
  Fate on_datagram(const Endpoint& source, Standing standing, Bytes datagram, Micros now);
  /// Do what is due; to be called at next_deadline, or later.
  void on_time(Micros now);
  Micros next_deadline() const noexcept;
  /// Say goodbye to the party. Nothing comes after it.
  void close();

  AssociationState state() const noexcept { return state_; }
  Role role() const noexcept { return role_; }
  /// Handshakes under way, or done and held.
  std::size_t candidates() const noexcept { return candidates_.size(); }
  std::uint64_t count(Fate fate) const noexcept { return fates_[static_cast<std::size_t>(fate)]; }
  std::uint64_t count(HandshakeEnd end) const noexcept {
    return ends_[static_cast<std::size_t>(end)];
  }
  /// "DTLSv1.2"; empty before it is established.
  std::string version() const;

 private:
  using CandidatePtr = std::unique_ptr<Candidate>;
  using Place = Candidate::Place;

  // association.cc: life, time, who wins
  void begin_generation(Micros now);
  void begin_client(Micros now);
  void settle(Candidate* candidate, Micros now);
  void judge(Candidate* candidate, Micros now);
  void judge_held(Micros now);
  void establish(Candidate* candidate);
  void give_up(Candidate* candidate, Failure failure, std::string detail, Micros now);
  void remove(const Candidate* candidate, HandshakeEnd end);
  void drop_candidates(HandshakeEnd end);
  void tell_failure(Failure failure, std::string detail);
  void plan_retry(Micros now);
  bool has(const Candidate* candidate) const noexcept;
  bool current() const noexcept;

  // association_input.cc: what comes in
  Fate take(const Place& place, Bytes datagram, Micros now);
  Fate on_hello(const Place& place, Bytes datagram, Micros now);
  Fate begin_when_whole(const Place& place, Micros now);
  Fate begin_after_cookie(const Place& place, const ClientHello& hello, Bytes datagram, Micros now);
  Fate begin_server(const Place& place, const ClientHello& hello, Bytes datagram, Micros now);
  Fate ask_for_cookie(const Endpoint& source, const ClientHello& hello, Micros now);
  Fate feed(const Place& place, Bytes datagram, bool is_protected, Micros now);
  void feed_candidate(Candidate* candidate, const Place& place, Bytes datagram, Micros now);
  void feed_established(Bytes datagram, Micros now);
  Candidate* find(const Place& place) const noexcept;
  bool make_room(Standing standing);

  AssociationConfig config_;
  AssociationHost* host_;
  AssociationState state_ = AssociationState::waiting;
  Role role_ = Role::undecided;
  bool has_remote_ = false;
  bool failure_told_ = false;
  bool ended_ = false;  ///< by us
  Description remote_;
  /// What a handshake refuses a certificate by: the fingerprints signalled, or none while
  /// certificates are not judged before the handshake is done.
  FingerprintSet expected_;
  Endpoint destination_ = {};
  std::vector<CandidatePtr> candidates_;
  CandidatePtr established_;
  bool established_is_current_ = false;  ///< it is of the description that holds now
  HelloPieces pieces_;                   ///< of a ClientHello that had a good cookie
  Place pieces_from_;
  std::array<Budget, 2> budgets_;  ///< of those only admitted, of the others
  Micros retry_at_ = kNever;
  Micros retry_wait_ = 0;
  Micros patience_ends_ = kNever;
  std::uint64_t wary_of_ = 0;  ///< addresses that sent ClientHello while they were strangers
  std::uint8_t hearsay_ = 0;   ///< the last alert that was not protected
  std::array<std::uint64_t, kFates> fates_ = {};
  std::array<std::uint64_t, kHandshakeEnds> ends_ = {};
};

}  // namespace rtpengine::dtls
