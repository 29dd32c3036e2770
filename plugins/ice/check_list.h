// SPDX-License-Identifier: GPL-3.0-or-later
//
// Candidates of both sides, their pairs, and which pair is checked next (RFC 8445 section 6.1).
//
// Our candidates are all host candidates, so each is its own base, and what the RFC calls a local
// peer-reflexive candidate is the same socket: pairs are not doubled for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "candidate.h"
#include "config.h"

namespace rtpengine::ice {

enum class PairState : std::uint8_t { frozen, waiting, in_progress, succeeded, failed };

/// Number of a pair, never used twice; 0 is none.
using PairId = std::uint32_t;

struct Pair {
  PairId id = 0;
  std::uint32_t local = 0;   ///< index of our candidate
  std::uint32_t remote = 0;  ///< index into CheckList::remotes
  Component component = Component::rtp;
  std::uint64_t priority = 0;
  PairState state = PairState::frozen;
  bool valid = false;                ///< a check has succeeded and none has failed since
  bool nominated = false;            ///< of the valid ones
  bool nominate_on_success = false;  ///< the controlling side named it before it was valid
};

class CheckList {
 public:
  CheckList(std::vector<Candidate> locals, const Limits& limits, Role role);

  /// Forget the party's candidates and all pairs.
  void clear() noexcept;
  /// Our role has changed: so have the priorities (section 6.1.2.3).
  void set_role(Role role) noexcept;
  /// Our candidates of this component are used no more.
  void drop_component(Component component) noexcept;

  /// The party's signalled candidates, those known left out; pairs are formed, ordered, thawed.
  /// The number of those for which there was no room.
  std::size_t add_remotes(std::span<const Candidate> candidates);
  /// Index of the party's candidate at this address, learned if it is unknown (section 7.3.1.3).
  std::optional<std::uint32_t> learn_remote(Component component, const Endpoint& address,
                                            std::uint32_t priority);
  std::optional<std::uint32_t> find_remote(Component component,
                                           const Endpoint& address) const noexcept;

  /// The pair of these, made if there is none; null where there is no room. Good until the next
  /// call that adds or removes pairs.
  Pair* pair_of(std::uint32_t local, std::uint32_t remote);
  Pair* find(PairId id) noexcept;

  /// Put into the queue of triggered checks; the pair becomes waiting.
  void trigger(Pair& pair);
  /// Whether a check is due at all.
  bool has_work() const noexcept;
  /// The next to check (section 6.1.4.2), made in progress; null: none.
  Pair* next() noexcept;
  /// Note how a check ended; others of its foundation are thawed.
  void finish(Pair& pair, bool success) noexcept;
  /// A pair of this component is selected: what has not begun is not begun.
  void conclude(Component component) noexcept;

  std::span<const Pair> pairs() const noexcept { return pairs_; }
  const std::vector<Candidate>& locals() const noexcept { return locals_; }
  const std::vector<Candidate>& remotes() const noexcept { return remotes_; }
  /// Whether our side has candidates of the component that are in use.
  bool uses(Component component) const noexcept;
  bool has_remote(Component component) const noexcept;

 private:
  bool can_pair(const Candidate& local, const Candidate& remote) const noexcept;
  void form_pairs(std::uint32_t remote);
  Pair* insert(std::uint32_t local, std::uint32_t remote, PairState state);
  std::uint64_t priority_of(std::uint32_t local, std::uint32_t remote) const noexcept;
  bool same_foundation(const Pair& a, const Pair& b) const noexcept;
  void sort() noexcept;
  void thaw() noexcept;
  bool make_room(std::uint64_t priority) noexcept;
  bool forget_failed_learned() noexcept;

  std::vector<Candidate> locals_;
  std::vector<Candidate> remotes_;
  std::vector<bool> learned_;  ///< of remotes_: not signalled
  std::vector<Pair> pairs_;    ///< by priority, the highest first
  std::deque<PairId> triggered_;
  Limits limits_;
  Role role_;
  PairId last_id_ = 0;
  bool rtcp_dropped_ = false;
};

}  // namespace rtpengine::ice
