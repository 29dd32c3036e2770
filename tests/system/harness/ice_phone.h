// SPDX-License-Identifier: GPL-3.0-or-later
//
// A party of a call that speaks ICE over real sockets, with the agent of plugins/ice: that is a
// library which knows nothing of the daemon.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "plugins/ice/agent.h"
#include "udp_socket.h"

namespace rtpengine::harness {

class IcePhone final : public ice::AgentHost {
 public:
  /// With an RTP and an RTCP port on each of these addresses of `host`.
  IcePhone(const Host& host, ice::Role role, const std::vector<std::string>& ips,
           std::uint32_t ssrc);

  /// An audio stream, with its candidates and credentials.
  std::string sdp() const;
  /// Its candidates in SDP are these addresses, which are not where it is.
  void pretend(const std::string& ip) { pretended_ = ip; }
  /// Does what this SDP says. False: it has no ICE.
  bool follow(const std::string& sdp);
  /// Has other credentials from now on.
  void restart();

  /// Takes what is there, and does what is due. To be called again and again.
  void serve();
  bool done() const { return agent_->state() == ice::AgentState::completed; }
  /// Where it sends media, and from where.
  std::string target() const;
  std::string source() const;

  std::uint32_t ssrc() const { return ssrc_; }
  /// The packet with this number of our stream, on the way that was found.
  void send(std::uint16_t sequence);
  /// Media that has come and was not heard yet; empty: none.
  std::string hear();

  // ice::AgentHost
  bool send(std::uint32_t local, const Endpoint& to, ice::Bytes bytes) noexcept override;
  void random(std::span<std::uint8_t> out) noexcept override;
  void on_validated(std::uint32_t, const Endpoint&) noexcept override {}
  void on_selected(Component, std::uint32_t, const Endpoint&) noexcept override {}
  void on_failed(ice::Failure) noexcept override {}
  void on_consent_lost(Component, ice::ConsentLoss) noexcept override {}

 private:
  std::uint32_t ssrc_;
  ice::Credentials credentials_;
  unsigned generation_ = 0;
  std::vector<UdpSocket> sockets_;  ///< by the number of the candidate
  std::vector<ice::Candidate> candidates_;
  std::string pretended_;
  std::deque<std::string> heard_;
  std::unique_ptr<ice::Agent> agent_;
};

}  // namespace rtpengine::harness
