// SPDX-License-Identifier: GPL-3.0-or-later
//
// Candidates, pairs, and their order.

#include "check_list.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "endpoint.h"
#include "priority.h"

namespace rtpengine::ice {

CheckList::CheckList(std::vector<Candidate> locals, const Limits& limits, Role role)
    : locals_(std::move(locals)), limits_(limits), role_(role) {}

void CheckList::clear() noexcept {
  remotes_.clear();
  learned_.clear();
  pairs_.clear();
  triggered_.clear();
}

void CheckList::set_role(Role role) noexcept {
  role_ = role;
  for (Pair& pair : pairs_) pair.priority = priority_of(pair.local, pair.remote);
  sort();
}

void CheckList::drop_component(Component component) noexcept {
  if (component == Component::rtcp) rtcp_dropped_ = true;
  std::erase_if(pairs_, [component](const Pair& pair) { return pair.component == component; });
}

bool CheckList::uses(Component component) const noexcept {
  if (component == Component::rtcp && rtcp_dropped_) return false;
  return std::any_of(locals_.begin(), locals_.end(),
                     [component](const Candidate& c) { return c.component == component; });
}

bool CheckList::has_remote(Component component) const noexcept {
  return std::any_of(remotes_.begin(), remotes_.end(),
                     [component](const Candidate& c) { return c.component == component; });
}

std::size_t CheckList::add_remotes(std::span<const Candidate> candidates) {
  std::size_t left_out = 0;
  for (const Candidate& candidate : candidates) {
    if (const auto known = find_remote(candidate.component, candidate.address)) {
      // One that was learned from a check keeps the priority that the check named.
      if (learned_[*known]) remotes_[*known].foundation = candidate.foundation;
      if (learned_[*known]) remotes_[*known].type = candidate.type;
      learned_[*known] = false;
    } else if (remotes_.size() < limits_.remote_candidates + limits_.peer_reflexive &&
               std::count(learned_.begin(), learned_.end(), false) <
                   static_cast<std::ptrdiff_t>(limits_.remote_candidates)) {
      remotes_.push_back(candidate);
      learned_.push_back(false);
      form_pairs(static_cast<std::uint32_t>(remotes_.size() - 1));
    } else {
      ++left_out;
    }
  }
  sort();
  thaw();
  return left_out;
}

std::optional<std::uint32_t> CheckList::find_remote(Component component,
                                                    const Endpoint& address) const noexcept {
  for (std::uint32_t i = 0; i < remotes_.size(); ++i) {
    if (remotes_[i].component == component && same(remotes_[i].address, address)) return i;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> CheckList::learn_remote(Component component, const Endpoint& address,
                                                     std::uint32_t priority) {
  if (const auto known = find_remote(component, address)) return known;
  const auto learned = std::count(learned_.begin(), learned_.end(), true);
  if (learned >= static_cast<std::ptrdiff_t>(limits_.peer_reflexive) && !forget_failed_learned()) {
    return std::nullopt;
  }
  // A foundation of its own (section 7.3.1.3): no ice-char, so that no signalled one is equal.
  Candidate candidate;
  candidate.foundation = Foundation("-" + std::to_string(remotes_.size()));
  candidate.component = component;
  candidate.type = CandidateType::peer_reflexive;
  candidate.priority = priority;
  candidate.address = address;
  remotes_.push_back(candidate);
  learned_.push_back(true);
  return static_cast<std::uint32_t>(remotes_.size() - 1);
}

/// Indices of candidates stay as they are: only the last one goes, if its checks have failed.
bool CheckList::forget_failed_learned() noexcept {
  if (remotes_.empty() || !learned_.back()) return false;
  const auto last = static_cast<std::uint32_t>(remotes_.size() - 1);
  const bool failed = std::all_of(pairs_.begin(), pairs_.end(), [last](const Pair& pair) {
    return pair.remote != last || pair.state == PairState::failed;
  });
  if (!failed) return false;
  std::erase_if(pairs_, [last](const Pair& pair) { return pair.remote == last; });
  remotes_.pop_back();
  learned_.pop_back();
  return true;
}

bool CheckList::can_pair(const Candidate& local, const Candidate& remote) const noexcept {
  return local.component == remote.component && local.address.family == remote.address.family &&
         is_link_local_v6(local.address) == is_link_local_v6(remote.address) &&
         uses(local.component);
}

void CheckList::form_pairs(std::uint32_t remote) {
  for (std::uint32_t local = 0; local < locals_.size(); ++local) {
    if (can_pair(locals_[local], remotes_[remote])) insert(local, remote, PairState::frozen);
  }
}

Pair* CheckList::pair_of(std::uint32_t local, std::uint32_t remote) {
  const auto found = std::find_if(pairs_.begin(), pairs_.end(), [=](const Pair& pair) {
    return pair.local == local && pair.remote == remote;
  });
  if (found != pairs_.end()) return &*found;
  if (!can_pair(locals_[local], remotes_[remote])) return nullptr;
  const Pair* added = insert(local, remote, PairState::waiting);
  if (added == nullptr) return nullptr;
  const PairId id = added->id;
  sort();
  return find(id);
}

Pair* CheckList::insert(std::uint32_t local, std::uint32_t remote, PairState state) {
  Pair pair;
  pair.priority = priority_of(local, remote);
  if (pairs_.size() >= limits_.pairs && !make_room(pair.priority)) return nullptr;
  pair.id = ++last_id_;
  pair.local = local;
  pair.remote = remote;
  pair.component = locals_[local].component;
  pair.state = state;
  pairs_.push_back(pair);
  return &pairs_.back();
}

/// Failed pairs go first, then the lowest that has not begun, if it is lower than the new one.
bool CheckList::make_room(std::uint64_t priority) noexcept {
  const auto worse = [](const Pair& a, const Pair& b) {
    const bool a_failed = a.state == PairState::failed;
    const bool b_failed = b.state == PairState::failed;
    return std::tuple(!a_failed, a.priority) < std::tuple(!b_failed, b.priority);
  };
  const auto worst = std::min_element(pairs_.begin(), pairs_.end(), worse);
  if (worst == pairs_.end()) return false;
  const bool begun = worst->state != PairState::failed && worst->state != PairState::frozen;
  if (begun || (worst->state == PairState::frozen && worst->priority >= priority)) return false;
  pairs_.erase(worst);
  return true;
}

std::uint64_t CheckList::priority_of(std::uint32_t local, std::uint32_t remote) const noexcept {
  const std::uint32_t ours = locals_[local].priority;
  const std::uint32_t theirs = remotes_[remote].priority;
  return role_ == Role::controlling ? pair_priority(ours, theirs) : pair_priority(theirs, ours);
}

Pair* CheckList::find(PairId id) noexcept {
  const auto found =
      std::find_if(pairs_.begin(), pairs_.end(), [id](const Pair& pair) { return pair.id == id; });
  return found == pairs_.end() ? nullptr : &*found;
}

bool CheckList::same_foundation(const Pair& a, const Pair& b) const noexcept {
  return locals_[a.local].foundation == locals_[b.local].foundation &&
         remotes_[a.remote].foundation == remotes_[b.remote].foundation;
}

void CheckList::sort() noexcept {
  std::sort(pairs_.begin(), pairs_.end(), [](const Pair& a, const Pair& b) {
    return a.priority != b.priority ? a.priority > b.priority : a.id < b.id;
  });
}

/// Sections 6.1.2.6 and 6.1.4.2: one pair of each foundation at a time, RTP before RTCP; all of a
/// foundation that has worked.
void CheckList::thaw() noexcept {
  for (const Component component : {Component::rtp, Component::rtcp}) {
    for (Pair& pair : pairs_) {
      if (pair.state != PairState::frozen || pair.component != component) continue;
      bool worked = false;
      bool in_work = false;
      for (const Pair& other : pairs_) {
        if (!same_foundation(pair, other)) continue;
        worked = worked || other.state == PairState::succeeded;
        in_work =
            in_work || other.state == PairState::waiting || other.state == PairState::in_progress;
      }
      if (worked || !in_work) pair.state = PairState::waiting;
    }
  }
}

void CheckList::trigger(Pair& pair) {
  pair.state = PairState::waiting;
  if (std::find(triggered_.begin(), triggered_.end(), pair.id) == triggered_.end()) {
    triggered_.push_back(pair.id);
  }
}

bool CheckList::has_work() const noexcept {
  return std::any_of(pairs_.begin(), pairs_.end(),
                     [](const Pair& pair) { return pair.state == PairState::waiting; });
}

Pair* CheckList::next() noexcept {
  Pair* chosen = nullptr;
  while (chosen == nullptr && !triggered_.empty()) {
    chosen = find(triggered_.front());
    triggered_.pop_front();
    if (chosen != nullptr && chosen->state != PairState::waiting) chosen = nullptr;
  }
  if (chosen == nullptr) {
    const auto found = std::find_if(pairs_.begin(), pairs_.end(), [](const Pair& pair) {
      return pair.state == PairState::waiting;
    });
    if (found == pairs_.end()) return nullptr;
    chosen = &*found;
  }
  chosen->state = PairState::in_progress;
  return chosen;
}

void CheckList::finish(Pair& pair, bool success) noexcept {
  pair.state = success ? PairState::succeeded : PairState::failed;
  pair.valid = success;
  if (!success) pair.nominated = pair.nominate_on_success = false;
  thaw();
}

void CheckList::conclude(Component component) noexcept {
  std::erase_if(pairs_, [component](const Pair& pair) {
    return pair.component == component && !pair.valid &&
           (pair.state == PairState::waiting || pair.state == PairState::frozen);
  });
}

}  // namespace rtpengine::ice
