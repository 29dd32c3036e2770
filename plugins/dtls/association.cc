// SPDX-License-Identifier: GPL-3.0-or-later
//
// Life of an association.

#include "association.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

#include "endpoint.h"

namespace rtpengine::dtls {

Association::Association(AssociationConfig config, AssociationHost* host)
    : config_(std::move(config)), host_(host) {}

Association::~Association() = default;

bool Association::has(const Candidate* candidate) const noexcept {
  return std::any_of(candidates_.begin(), candidates_.end(),
                     [candidate](const auto& one) { return one.get() == candidate; });
}

bool Association::current() const noexcept {
  return established_ != nullptr && established_is_current_;
}

void Association::set_remote(const Description& remote, Role role, Micros now) {
  if (ended_) return;
  const bool same_role = role == role_ || role == Role::undecided;
  if (has_remote_ && same_role && !asks_for_new_association(remote_, remote)) return;
  has_remote_ = true;
  remote_ = remote;
  role_ = role;
  begin_generation(now);
}

void Association::begin_generation(Micros now) {
  established_is_current_ = false;
  expected_ = remote_.fingerprints;
  state_ = role_ == Role::undecided ? AssociationState::waiting : AssociationState::handshaking;
  failure_told_ = false;
  hearsay_ = 0;
  retry_at_ = kNever;
  retry_wait_ = config_.timing.first_retry;
  patience_ends_ = role_ == Role::server ? now + config_.timing.patience : kNever;
  if (role_ == Role::client) {
    drop_candidates(HandshakeEnd::superseded);
    begin_client(now);
    return;
  }
  std::erase_if(candidates_, [this](const CandidatePtr& candidate) {
    const bool ours = candidate->session().role() == Role::client;
    if (ours) ++ends_[static_cast<std::size_t>(HandshakeEnd::superseded)];
    return ours;
  });
  judge_held(now);
}

/// A party may begin before we are told its fingerprint (RFC 5763 section 5): now we are.
void Association::judge_held(Micros now) {
  std::vector<Candidate*> held;
  for (const CandidatePtr& candidate : candidates_) {
    if (candidate->session().state() == SessionState::done) held.push_back(candidate.get());
  }
  const auto is_the_party = [this](const Candidate* candidate) {
    return candidate->session().certificate_is(remote_.fingerprints);
  };
  const auto winner = std::find_if(held.begin(), held.end(), is_the_party);
  if (winner != held.end()) {
    establish(*winner);
    return;
  }
  for (Candidate* candidate : held) judge(candidate, now);
}

void Association::set_destination(const Endpoint& destination, Micros now) {
  if (same(destination, destination_)) return;
  destination_ = destination;
  if (established_ != nullptr) established_->move_to(destination);
  if (role_ != Role::client || current() || !has_remote_) return;
  if (!candidates_.empty() && candidates_.front()->heard()) {
    candidates_.front()->move_to(destination);
    return;
  }
  // Nobody has answered at the old place: begin here without waiting for the next retransmission.
  drop_candidates(HandshakeEnd::superseded);
  begin_client(now);
}

void Association::begin_client(Micros now) {
  retry_at_ = kNever;
  if (destination_.family == AddressFamily::none) return;
  if (patience_ends_ == kNever && !failure_told_) patience_ends_ = now + config_.timing.patience;
  candidates_.push_back(std::make_unique<Candidate>(
      config_.context, Role::client, &expected_, host_, Place{destination_, Standing::expected}));
  Candidate* candidate = candidates_.back().get();
  candidate->start(now);
  settle(candidate, now);
}

void Association::settle(Candidate* candidate, Micros now) {
  const Session& session = candidate->session();
  switch (session.state()) {
    case SessionState::handshaking:
      return;
    case SessionState::done:
      judge(candidate, now);
      return;
    case SessionState::closed:
      give_up(candidate, Failure::alert, {}, now);
      return;
    case SessionState::failed:
      give_up(candidate, session.failure(), session.detail(), now);
      return;
  }
}

void Association::judge(Candidate* candidate, Micros now) {
  if (has_remote_ && candidate->session().certificate_is(remote_.fingerprints)) {
    establish(candidate);
    return;
  }
  // Either nothing was signalled yet, or this is somebody new while another one is established: the
  // party perhaps, whose new fingerprint is still under way.
  if (!has_remote_ || current()) {
    candidate->hold(now + config_.timing.held);
    return;
  }
  candidate->close();
  give_up(candidate, Failure::wrong_certificate, {}, now);
}

void Association::establish(Candidate* candidate) {
  const auto found = std::find_if(candidates_.begin(), candidates_.end(),
                                  [candidate](const auto& one) { return one.get() == candidate; });
  established_ = std::move(*found);
  candidates_.erase(found);
  established_->set_end(kNever);
  drop_candidates(HandshakeEnd::superseded);
  ++ends_[static_cast<std::size_t>(HandshakeEnd::established)];
  established_is_current_ = true;
  expected_ = {};
  state_ = AssociationState::established;
  patience_ends_ = kNever;
  retry_at_ = kNever;
  const std::optional<SrtpKeys> keys = established_->session().keys();
  if (keys) {
    host_->on_keys(*keys, established_->address());
    return;
  }
  established_.reset();
  state_ = AssociationState::handshaking;
  tell_failure(Failure::resources, "no keys could be derived");
}

/// The party's failure is told; that of somebody who may be anybody is only counted.
void Association::give_up(Candidate* candidate, Failure failure, std::string detail, Micros now) {
  const bool telling = candidate->standing() >= Standing::expected && !current();
  const bool client = candidate->session().role() == Role::client;
  remove(candidate, failure == Failure::wrong_certificate ? HandshakeEnd::wrong_certificate
                                                          : HandshakeEnd::failed);
  if (telling) tell_failure(failure, std::move(detail));
  if (client) plan_retry(now);
}

void Association::remove(const Candidate* candidate, HandshakeEnd end) {
  ++ends_[static_cast<std::size_t>(end)];
  std::erase_if(candidates_, [candidate](const auto& one) { return one.get() == candidate; });
}

void Association::drop_candidates(HandshakeEnd end) {
  ends_[static_cast<std::size_t>(end)] += candidates_.size();
  candidates_.clear();
}

void Association::tell_failure(Failure failure, std::string detail) {
  if (failure_told_ || !has_remote_) return;
  failure_told_ = true;
  state_ = AssociationState::failed;
  if (hearsay_ != 0) {
    if (!detail.empty()) detail += "; ";
    detail += "an alert came in clear: ";
    detail += SSL_alert_desc_string_long(hearsay_);
  }
  host_->on_failed(failure, detail);
}

void Association::plan_retry(Micros now) {
  retry_at_ = now + retry_wait_;
  retry_wait_ = std::min(2 * retry_wait_, config_.timing.longest_retry);
}

void Association::on_time(Micros now) {
  if (next_deadline() > now) return;
  std::vector<Candidate*> due;
  for (const CandidatePtr& candidate : candidates_) {
    if (candidate->next_deadline() <= now) due.push_back(candidate.get());
  }
  for (Candidate* candidate : due) {
    // Whoever has won has ended the others.
    if (!has(candidate)) continue;
    if (candidate->ends() <= now) {
      const bool held = candidate->session().state() == SessionState::done;
      const bool telling = !held && candidate->standing() >= Standing::expected && !current();
      remove(candidate, HandshakeEnd::expired);
      if (telling) tell_failure(Failure::no_answer, {});
      continue;
    }
    candidate->on_time(now);
    settle(candidate, now);
  }
  if (established_ != nullptr && established_->next_deadline() <= now) established_->on_time(now);
  if (retry_at_ <= now) begin_client(now);
  if (patience_ends_ <= now) {
    patience_ends_ = kNever;
    tell_failure(
        candidates_.empty() && role_ != Role::client ? Failure::no_hello : Failure::no_answer, {});
  }
}

Micros Association::next_deadline() const noexcept {
  Micros due = std::min(retry_at_, patience_ends_);
  for (const CandidatePtr& candidate : candidates_) due = std::min(due, candidate->next_deadline());
  if (established_ != nullptr) due = std::min(due, established_->next_deadline());
  return due;
}

void Association::close() {
  drop_candidates(HandshakeEnd::superseded);
  if (established_ != nullptr) established_->close();
  established_.reset();
  established_is_current_ = false;
  pieces_.clear();
  ended_ = true;
  state_ = AssociationState::closed;
  retry_at_ = patience_ends_ = kNever;
}

std::string Association::version() const {
  return established_ != nullptr ? established_->session().version() : "";
}

}  // namespace rtpengine::dtls
