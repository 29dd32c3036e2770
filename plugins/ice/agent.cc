// SPDX-License-Identifier: GPL-3.0-or-later
//
// The agent: its life, its checks, and which pair it selects.

#include "agent.h"

#include <algorithm>
#include <utility>

namespace rtpengine::ice {

const char* describe(Failure failure) noexcept {
  switch (failure) {
    case Failure::no_candidates:
      return "none of the party's candidates can be paired with ours";
    case Failure::no_answer:
      return "the party has answered no check";
    case Failure::refused:
      return "the party does not accept our credentials";
    case Failure::send_refused:
      return "nothing can be sent to the party's candidates";
    case Failure::not_nominated:
      return "checks have succeeded, but no pair was nominated";
  }
  return "unknown failure";
}

const char* describe(ConsentLoss loss) noexcept {
  return loss == ConsentLoss::expired ? "the party has stopped to answer consent checks"
                                      : "the party has revoked its consent";
}

Agent::Agent(Config config, AgentHost* host)
    : config_(std::move(config)),
      host_(host),
      list_(config_.candidates, config_.limits, config_.role),
      transactions_(config_.timing, config_.limits.transactions) {}

Agent::ComponentState& Agent::at(Component component) noexcept {
  return components_[component == Component::rtp ? 0 : 1];
}

const Agent::ComponentState& Agent::at(Component component) const noexcept {
  return components_[component == Component::rtp ? 0 : 1];
}

std::uint16_t Agent::random16() noexcept {
  std::array<std::uint8_t, 2> bytes = {};
  host_->random(bytes);
  return static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
}

TransactionId Agent::new_id() noexcept {
  TransactionId id = {};
  host_->random(id);
  return id;
}

std::optional<SelectedPair> Agent::selected(Component component) const noexcept {
  return at(component).selected;
}

// --- the party's descriptions
// ---------------------------------------------------------------------

void Agent::set_remote(const Description& remote, Micros now) {
  if (!remote.uses_ice()) return;
  if (has_remote_ && remote.credentials != remote_) end_generation();
  if (!has_remote_) {
    begin(remote, now);
  } else {
    add_remote_candidates(remote.candidates, now);
  }
}

void Agent::begin(const Description& remote, Micros now) {
  has_remote_ = true;
  remote_ = remote.credentials;
  remote_lite_ = remote.lite;
  if (remote_lite_) switch_role(Role::controlling);  // section 6.1.1
  state_ = AgentState::checking;
  next_check_ = std::max(next_check_, now);
  add_remote_candidates(remote.candidates, now);
  for (const EarlyRequest& request : std::exchange(early_, {})) note_request(request, now);
}

void Agent::add_remote_candidates(std::span<const Candidate> candidates, Micros now) {
  if (!has_remote_) return;
  list_.add_remotes(candidates);
  if (state_ == AgentState::completed) {
    for (const Component component : kComponents) {
      if (at(component).pair != 0) list_.conclude(component);
    }
  }
  patience_ends_ = now + config_.timing.patience;
  patience_over_ = false;
}

void Agent::restart(const Credentials& local) {
  previous_local_ = std::exchange(config_.local, local);
  previous_remote_ = remote_;
  end_generation();
}

void Agent::end_generation() noexcept {
  has_remote_ = false;
  state_ = AgentState::waiting;
  list_.clear();
  transactions_.clear();
  early_.clear();
  for (ComponentState& component : components_) {
    component.pair = 0;
    component.valid_since = kNever;
  }
  failure_told_ = seen_refused_ = seen_answer_ = seen_sent_ = false;
  patience_ends_ = kNever;
}

void Agent::set_role(Role role) noexcept { switch_role(remote_lite_ ? Role::controlling : role); }

void Agent::switch_role(Role role) noexcept {
  if (config_.role == role) return;
  config_.role = role;
  list_.set_role(role);
}

void Agent::drop_rtcp() noexcept {
  list_.drop_component(Component::rtcp);
  at(Component::rtcp) = ComponentState();
}

// --- checks
// -----------------------------------------------------------------------------------------

void Agent::on_time(Micros now) {
  repeat_checks(now);
  choose_nominations(now);
  send_next_check(now);
  keep_consent(now);
  judge(now);
}

void Agent::repeat_checks(Micros now) {
  Transaction transaction;
  for (auto due = transactions_.take_due(now, &transaction); due != Transactions::Due::none;
       due = transactions_.take_due(now, &transaction)) {
    if (due == Transactions::Due::timeout) {
      give_up(transaction);
    } else if (list_.find(transaction.pair) == nullptr) {
      transactions_.remove(transaction.id);
    } else {
      // One that cannot be sent now is as good as lost.
      static_cast<void>(send_check(transaction));
    }
  }
}

void Agent::give_up(const Transaction& transaction) {
  Pair* pair = list_.find(transaction.pair);
  if (pair == nullptr || transactions_.under_way(pair->id)) return;
  const bool nomination = transaction.nomination && !transaction.cancelled;
  if (pair->state == PairState::in_progress || nomination) list_.finish(*pair, false);
}

void Agent::send_next_check(Micros now) {
  if (!has_remote_ || now < next_check_ || transactions_.full()) return;
  Pair* pair = list_.next();
  if (pair == nullptr) return;
  next_check_ = now + config_.timing.pacing;
  start_check(*pair, false, now);
}

/// The pair's earlier checks are sent no more.
void Agent::start_check(Pair& pair, bool nomination, Micros now) {
  transactions_.cancel(pair.id, now);
  Transaction transaction;
  transaction.id = new_id();
  transaction.pair = pair.id;
  transaction.local = pair.local;
  transaction.to = list_.remotes()[pair.remote].address;
  transaction.role = config_.role;
  transaction.tie_breaker = config_.tie_breaker;
  transaction.nomination = nomination;
  transaction.use_candidate =
      config_.role == Role::controlling && (nomination || config_.aggressive);
  // Section 14.3: what is under way must not be repeated while first checks wait for their turn.
  transaction.rto = std::max(config_.timing.rto,
                             config_.timing.pacing * static_cast<Micros>(transactions_.size() + 1));
  if (!send_check(transaction)) {
    list_.finish(pair, false);
    return;
  }
  seen_sent_ = true;
  if (!transactions_.full()) transactions_.add(transaction, now);
}

bool Agent::send_check(const Transaction& transaction) {
  Check check;
  check.id = transaction.id;
  check.priority = list_.locals()[transaction.local].priority;
  check.role = transaction.role;
  check.tie_breaker = transaction.tie_breaker;
  check.use_candidate = transaction.use_candidate;
  const StunWriter message = make_check(check, config_.local, remote_, config_.software);
  return !message.bytes().empty() &&
         host_->send(transaction.local, transaction.to, message.bytes());
}

// --- validity, nomination, selection ------------------------------------------------------------

void Agent::succeed(Pair& pair, bool nominate_it, Micros now) {
  const bool first = !pair.valid;
  const bool change_of_mind = pair.nominated;
  const bool asked = std::exchange(pair.nominate_on_success, false);
  list_.finish(pair, true);
  ComponentState& component = at(pair.component);
  component.valid_since = std::min(component.valid_since, now);
  if (first) host_->on_validated(pair.local, list_.remotes()[pair.remote].address);
  if (config_.role == Role::controlling ? nominate_it : asked) {
    nominate(pair, asked && change_of_mind, now);
  }
}

/// Of several nominated pairs the highest is selected (RFC 5245 section 8.1.1.2), but for a change
/// of mind.
void Agent::nominate(Pair& pair, bool by_change_of_mind, Micros now) {
  pair.nominated = true;
  const ComponentState& component = at(pair.component);
  const Pair* current = list_.find(component.pair);
  if (component.pair == pair.id && component.consent.running()) return;
  if (current != nullptr && component.consent.running() && !by_change_of_mind &&
      current->priority > pair.priority) {
    return;
  }
  select(pair, now);
}

void Agent::select(Pair& pair, Micros now) {
  const Component which = pair.component;
  const PairId id = pair.id;
  const SelectedPair chosen = {pair.local, list_.remotes()[pair.remote].address};
  ComponentState& component = at(which);
  component.pair = id;
  component.selected = chosen;
  component.nominated_at = now;
  component.consent.start(chosen.local, chosen.remote, config_.local, remote_, now,
                          randomized(config_.timing.consent_interval, random16()));
  for (const Pair& other : list_.pairs()) {
    if (other.component == which && other.state == PairState::in_progress &&
        other.priority < pair.priority) {
      transactions_.cancel(other.id, now);
    }
  }
  list_.conclude(which);
  host_->on_selected(which, chosen.local, chosen.remote);
}

void Agent::resume(const SelectedPair& selected, Micros now) {
  if (selected.local >= list_.locals().size()) return;
  const Component component = list_.locals()[selected.local].component;
  const auto remote = list_.learn_remote(component, selected.remote, 1);
  Pair* pair = remote ? list_.pair_of(selected.local, *remote) : nullptr;
  if (pair == nullptr) return;
  list_.finish(*pair, true);
  pair->nominated = true;
  select(*pair, now);
  judge(now);
}

const Pair* Agent::best_valid(Component component) const noexcept {
  const auto pairs = list_.pairs();
  const auto best = std::find_if(pairs.begin(), pairs.end(), [component](const Pair& pair) {
    return pair.component == component && pair.valid;
  });
  return best == pairs.end() ? nullptr : &*best;
}

bool Agent::better_possible(const Pair& pair) const noexcept {
  const auto pairs = list_.pairs();
  return std::any_of(pairs.begin(), pairs.end(), [&pair](const Pair& other) {
    return other.component == pair.component && other.priority > pair.priority && !other.valid &&
           other.state != PairState::failed;
  });
}

/// Regular nomination (section 8.1.1): of the best valid pair, when none better can come, or none
/// has within the delay.
Micros Agent::nomination_due(Component component) const noexcept {
  const ComponentState& state = at(component);
  if (config_.role != Role::controlling || !has_remote_ || state.pair != 0) return kNever;
  const Pair* best = best_valid(component);
  if (best == nullptr || transactions_.full()) return kNever;
  const auto pairs = list_.pairs();
  const bool under_way = std::any_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return pair.component == component && transactions_.nominating(pair.id);
  });
  if (under_way) return kNever;
  return state.valid_since + (better_possible(*best) ? config_.timing.nomination_delay : 0);
}

void Agent::choose_nominations(Micros now) {
  for (const Component component : kComponents) {
    if (now < nomination_due(component)) continue;
    next_check_ = std::max(next_check_, now + config_.timing.pacing);
    start_check(*list_.find(best_valid(component)->id), true, now);
  }
}

// --- consent
// ----------------------------------------------------------------------------------------

void Agent::keep_consent(Micros now) {
  for (const Component component : kComponents) {
    ComponentState& state = at(component);
    if (state.consent.expired(now, config_.timing)) {
      lose_consent(component, ConsentLoss::expired);
    } else if (state.consent.due(now)) {
      send_consent(state, now);
    }
  }
}

void Agent::send_consent(ComponentState& component, Micros now) {
  Consent& consent = component.consent;
  Check check;
  check.id = new_id();
  check.priority = list_.locals()[consent.local()].priority;
  check.role = config_.role;
  check.tie_breaker = config_.tie_breaker;
  // A party that goes by the last nomination seen (RFC 5245) stays where it is.
  check.use_candidate = config_.role == Role::controlling && config_.aggressive;
  const StunWriter message = make_check(check, consent.ours(), consent.theirs(), config_.software);
  consent.sent(check.id, now, randomized(config_.timing.consent_interval, random16()));
  static_cast<void>(host_->send(consent.local(), consent.remote(), message.bytes()));
}

void Agent::lose_consent(Component component, ConsentLoss loss) {
  ComponentState& state = at(component);
  state.consent.stop();
  state.selected.reset();
  if (Pair* pair = list_.find(state.pair)) list_.finish(*pair, false);
  // Another valid pair may take its place.
  state.pair = 0;
  host_->on_consent_lost(component, loss);
}

// --- the outcome --------------------------------------------------------------------------------

/// A component that the party has no candidate of is not used (section 6.1.2.2).
bool Agent::in_use(Component component) const noexcept {
  return list_.uses(component) && (component == Component::rtp || list_.has_remote(component));
}

Failure Agent::failure() const noexcept {
  if (list_.pairs().empty()) return Failure::no_candidates;
  if (!seen_sent_) return Failure::send_refused;
  if (seen_answer_) return Failure::not_nominated;
  return seen_refused_ ? Failure::refused : Failure::no_answer;
}

void Agent::judge(Micros now) {
  if (state_ != AgentState::checking && state_ != AgentState::failed) return;
  bool complete = true;
  for (const Component component : kComponents) {
    complete = complete && (!in_use(component) || at(component).pair != 0);
  }
  if (complete) {
    state_ = AgentState::completed;
    previous_local_.reset();
    return;
  }
  if (failure_told_ || now < patience_ends_) return;
  patience_over_ = true;
  // Checks that a party goes on to trigger without answering ours do not go on for ever.
  const auto pairs = list_.pairs();
  const bool hopeful = std::any_of(pairs.begin(), pairs.end(), [](const Pair& pair) {
    return pair.state != PairState::failed && pair.state != PairState::succeeded;
  });
  if (hopeful && now < patience_ends_ + config_.timing.patience) return;
  state_ = AgentState::failed;
  failure_told_ = true;
  host_->on_failed(failure());
}

Micros Agent::next_deadline() const noexcept {
  Micros due = transactions_.next_due();
  if (has_remote_ && list_.has_work() && !transactions_.full()) due = std::min(due, next_check_);
  for (const Component component : kComponents) {
    const ComponentState& state = at(component);
    due = std::min(due, state.consent.next_due(config_.timing));
    due = std::min(due, nomination_due(component));
  }
  if (state_ != AgentState::checking || failure_told_) return due;
  return std::min(due, patience_ends_ + (patience_over_ ? config_.timing.patience : 0));
}

}  // namespace rtpengine::ice
