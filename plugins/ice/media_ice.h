// SPDX-License-Identifier: GPL-3.0-or-later
//
// ICE with one participant for one media: what it said, and our agent, if there is one. Connects
// the agent with the host: ports, packets, time. The call's worker.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rtpengine/deadlines.h>
#include <rtpengine/packet.h>
#include <rtpengine/reports.h>
#include <rtpengine/types.h>
#include <rtpengine/value.h>
#include <rtpengine/value_writer.h>

#include "agent.h"
#include "party_ice.h"
#include "services.h"

namespace rtpengine::ice {

/// Where it belongs.
struct MediaPlace {
  CallHandle call;
  std::uint32_t participant;
  std::uint32_t media;
};

class MediaIce final : public AgentHost, public author::Sleeper {
 public:
  /// Both outlive this object.
  MediaIce(const Services& services, author::Deadlines& deadlines, MediaPlace place)
      : services_(services), deadlines_(deadlines), place_(place) {}
  ~MediaIce();
  MediaIce(const MediaIce&) = delete;
  MediaIce& operator=(const MediaIce&) = delete;

  /// What the party's last message says.
  PartyIce party;
  /// It was offered ICE and did not want it.
  bool declined = false;
  /// It is shown the other party's candidates, and ours beside them: no agent of ours.
  bool passes = false;

  bool has_agent() const { return agent_ != nullptr; }
  /// Another device, or one that begins anew: it is to be offered new credentials.
  void forget();
  /// The agent ends, and the host is in charge again.
  void end();

  /// Have ports on all of our addresses.
  void open();
  /// Have an agent; if there is one it goes on. Its credentials are new, or those of `shared`.
  void begin(Role role, const Credentials* shared = nullptr);
  /// The party's offer may begin anew (RFC 8445 section 9): then so do we.
  void answer_restart();
  /// What the party says is meant for the agent. `one_port`: RTCP shares the port of RTP.
  void meet(bool one_port);
  const Credentials& credentials() const { return credentials_; }

  /// Our candidates, without those of RTCP if that shares the port (`one_port`), beside those of
  /// `others`, all below them.
  std::vector<Candidate> candidates_below(const PartyIce& others, CandidateType type,
                                          bool one_port) const;
  /// Write into a body what the participant is to see of ours.
  void write(SdpBody* body, std::uint32_t section, bool one_port) const;

  /// A STUN packet that came to this stream from this source.
  PacketVerdict on_stun(Component component, const Packet& packet, const Endpoint& source);

  void report(MediaReport& out) const;
  void save(ValueWriter& out) const;
  /// As saved by another copy; false: it cannot be read.
  bool restore(const Value* saved);

  // Sleeper
  void wake(Micros now) noexcept override;

 private:
  /// A socket of ours: what an agent's candidate stands for.
  struct Port {
    Component component;
    std::uint32_t address;
  };

  // AgentHost
  bool send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept override;
  void random(std::span<std::uint8_t> out) noexcept override;
  void on_validated(std::uint32_t local, const Endpoint& remote) noexcept override;
  void on_selected(Component component, std::uint32_t local,
                   const Endpoint& remote) noexcept override;
  void on_failed(Failure failure) noexcept override;
  void on_consent_lost(Component component, ConsentLoss loss) noexcept override;

  std::vector<Candidate> own_candidates(bool one_port) const;
  std::vector<Endpoint> locals(Component component) const;
  void make_agent(Role role);
  StreamRef stream(Component component) const;
  std::string call_id() const;
  std::string name() const;
  std::uint64_t tie_breaker() const;
  /// After each call of the agent: do what is due, and set the next deadline.
  void settle();
  void report_agent(MediaReport& out) const;

  const Services& services_;
  author::Deadlines& deadlines_;
  const MediaPlace place_;
  Credentials credentials_;  ///< of ours; empty: none were offered yet
  Credentials met_;          ///< the party's, that the agent knows
  std::vector<Port> ports_;  ///< of the agent's candidates
  bool opened_ = false;      ///< the host has ports on all addresses for it
  bool one_port_ = false;    ///< RTCP has none of its own
  std::unique_ptr<Agent> agent_;
  Micros deadline_ = kNever;
  std::optional<Failure> failure_;
};

}  // namespace rtpengine::ice
