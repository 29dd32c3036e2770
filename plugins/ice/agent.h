// SPDX-License-Identifier: GPL-3.0-or-later
//
// A full ICE agent (RFC 8445, interoperable with RFC 5245) for one media of one participant: up to
// two components, several candidates of ours.
//
// It has no socket, clock, thread or randomness of its own: packets and the time are handed in,
// packets and events come out by way of AgentHost. Used by one thread. Everything it keeps is
// bounded (Limits); a request without the right credentials changes nothing and is answered, if at
// all, by no more bytes than it has.
//
//   before the party's description is known   waiting
//   checks are made                            checking
//   each component in use has a selected pair  completed
//   all checks have failed, and patience ended failed: a late check may still complete it
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agent_host.h"
#include "binding.h"
#include "check_list.h"
#include "config.h"
#include "consent.h"
#include "description.h"
#include "stun_message.h"
#include "transactions.h"

namespace rtpengine::ice {

enum class AgentState : std::uint8_t { waiting, checking, completed, failed };

/// In the order in which they are looked at.
inline constexpr Component kComponents[] = {Component::rtp, Component::rtcp};

/// What became of a packet; for counters.
enum class PacketFate : std::uint8_t {
  answered,   ///< a request with the right credentials
  matched,    ///< an answer to one of ours
  refused,    ///< a request without, or an answer that was not signed by the party
  malformed,  ///< not STUN, or not as ICE has it
  stray,      ///< an answer to nothing we asked, or from elsewhere than asked
  limited,    ///< a request that was answered, but for whose source there was no room
  ignored,    ///< an indication, or a check of a generation that we were not told of
};

struct SelectedPair {
  std::uint32_t local = 0;
  Endpoint remote = {};
};

class Agent {
 public:
  Agent(Config config, AgentHost* host);

  /// What the party's last message says: the first time checks begin; with the same credentials
  /// its new candidates join; with others the party restarts (call restart before, section 9).
  void set_remote(const Description& remote, Micros now);
  /// Candidates that come later (trickle ICE, RFC 8838). Patience begins anew with them; whether
  /// more are promised makes no difference.
  void add_remote_candidates(std::span<const Candidate> candidates, Micros now);
  /// New credentials of ours: checks begin anew with the party's next description. Media stays on
  /// the pairs selected, and their consent is kept up, until others are selected.
  void restart(const Credentials& local);
  void set_role(Role role) noexcept;
  /// Another agent with the same descriptions has selected this pair before: go on with it. After
  /// set_remote.
  void resume(const SelectedPair& pair, Micros now);
  /// RTCP shares the port of RTP (RFC 5761): its component is used no more.
  void drop_rtcp() noexcept;

  /// A STUN packet that came in on the socket of our candidate `local`.
  PacketFate on_packet(std::uint32_t local, const Endpoint& source, Bytes bytes, Micros now);
  /// Do what is due; to be called at next_deadline, or later.
  void on_time(Micros now);
  Micros next_deadline() const noexcept;

  AgentState state() const noexcept { return state_; }
  Role role() const noexcept { return config_.role; }
  std::optional<SelectedPair> selected(Component component) const noexcept;
  const CheckList& check_list() const noexcept { return list_; }
  std::size_t transactions() const noexcept { return transactions_.size(); }
  /// Of checks of the party, before its description came.
  std::size_t early_requests() const noexcept { return early_.size(); }

 private:
  struct ComponentState {
    std::optional<SelectedPair> selected;
    PairId pair = 0;  ///< the one selected, in this generation; 0: none yet
    Micros valid_since = kNever;
    Micros nominated_at = 0;  ///< the party's last nomination of the pair selected
    Consent consent;
  };
  struct EarlyRequest {
    std::uint32_t local;
    Endpoint source;
    std::uint32_t priority;
    bool use_candidate;
  };

  // agent.cc: life, checks, nomination
  void begin(const Description& remote, Micros now);
  void end_generation() noexcept;
  void switch_role(Role role) noexcept;
  void send_next_check(Micros now);
  void start_check(Pair& pair, bool nomination, Micros now);
  bool send_check(const Transaction& transaction);
  void repeat_checks(Micros now);
  void give_up(const Transaction& transaction);
  void succeed(Pair& pair, bool nominate, Micros now);
  void nominate(Pair& pair, bool by_change_of_mind, Micros now);
  void select(Pair& pair, Micros now);
  void choose_nominations(Micros now);
  const Pair* best_valid(Component component) const noexcept;
  bool better_possible(const Pair& pair) const noexcept;
  Micros nomination_due(Component component) const noexcept;
  void keep_consent(Micros now);
  void send_consent(ComponentState& component, Micros now);
  void lose_consent(Component component, ConsentLoss loss);
  void judge(Micros now);
  bool in_use(Component component) const noexcept;
  Failure failure() const noexcept;
  ComponentState& at(Component component) noexcept;
  const ComponentState& at(Component component) const noexcept;
  std::uint16_t random16() noexcept;
  TransactionId new_id() noexcept;

  // agent_requests.cc: what the party asks
  PacketFate on_request(std::uint32_t local, const Endpoint& source, const StunMessage& request,
                        Micros now);
  void answer(std::uint32_t local, const Endpoint& source, const StunWriter& answer);
  void refuse(std::uint32_t local, const Endpoint& source, const StunMessage& request,
              StunError error);
  bool settle_role(const StunMessage& request) noexcept;
  PacketFate note_request(const EarlyRequest& request, Micros now);
  void note_nomination(Pair& pair, Micros now);

  // agent_responses.cc: what the party answers
  PacketFate on_response(std::uint32_t local, const Endpoint& source, const StunMessage& response,
                         Micros now);
  PacketFate on_consent_response(Component component, std::uint32_t local, const Endpoint& source,
                                 const StunMessage& response, Micros now);
  void on_check_error(const Transaction& transaction, const StunMessage& response);
  void yield_role(Role role) noexcept;

  Config config_;
  AgentHost* host_;
  AgentState state_ = AgentState::waiting;
  CheckList list_;
  Transactions transactions_;
  Credentials remote_;
  std::optional<Credentials> previous_local_;  ///< during a restart: still answered
  Credentials previous_remote_;                ///< to whom
  std::array<ComponentState, 2> components_;
  std::vector<EarlyRequest> early_;
  bool has_remote_ = false;
  bool remote_lite_ = false;
  bool failure_told_ = false;
  bool patience_over_ = false;
  bool seen_refused_ = false;  ///< a check was answered by 400 or 401
  bool seen_answer_ = false;
  bool seen_sent_ = false;
  Micros next_check_ = 0;
  Micros patience_ends_ = kNever;
};

}  // namespace rtpengine::ice
