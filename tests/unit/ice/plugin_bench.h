// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plugin in a host, and phones with agents of their own.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "call/sdk_packet.h"
#include "call/sdp_body.h"
#include "plugins/ice/endpoint.h"
#include "plugins/ice/ice_plugin.h"
#include "plugins/ice/priority.h"
#include "tests/unit/plugin/host_bench.h"

namespace rtpengine::ice {

using plugin::Texts;
using plugin::value_of;
using plugin::values_of;

inline net::Endpoint at(std::string_view address, int port) { return call::at(address, port); }

/// What the first section of a body says of ICE.
inline PartyIce ice_of(const std::string& sdp) {
  auto session = sdp::Session::parse(sdp);
  EXPECT_TRUE(session) << sdp;
  call::SdpBodyView view(*session);
  return read_ice(&view, 0);
}

class PluginBench;

/// A party with an agent: two ports on each of its addresses.
class Phone final : public AgentHost {
 public:
  Phone(PluginBench& host, Role role, std::string_view name, std::vector<net::Endpoint> addresses);

  /// Its lines in an offer or answer.
  std::string lines() const {
    std::string text =
        "a=ice-ufrag:" + credentials_.ufrag + "\r\na=ice-pwd:" + credentials_.password + "\r\n";
    for (const Candidate& candidate : candidates_) {
      text += "a=candidate:" + print_candidate(candidate) + "\r\n";
    }
    return text;
  }
  /// It was sent this body.
  void hear(const std::string& sdp);
  /// It begins anew.
  void restart(std::string_view name);

  bool owns(const net::Endpoint& address) const { return index_of(address) >= 0; }
  void receive(const net::Endpoint& to, const net::Endpoint& from, const std::string& data);
  void on_time();
  bool done() const { return agent.state() == AgentState::completed; }
  /// Where it sends media.
  net::Endpoint selected(Component component = Component::rtp) const {
    const auto pair = agent.selected(component);
    return pair ? call::from_sdk(pair->remote) : net::Endpoint{};
  }

  // AgentHost
  bool send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept override;
  void random(std::span<std::uint8_t> out) noexcept override {
    for (std::uint8_t& byte : out) byte = ++last_byte_;
  }
  void on_validated(std::uint32_t, const Endpoint&) noexcept override {}
  void on_selected(Component, std::uint32_t, const Endpoint&) noexcept override {}
  void on_failed(Failure) noexcept override {}
  void on_consent_lost(Component, ConsentLoss) noexcept override {}

  /// What others see instead of its own address.
  std::map<std::string, net::Endpoint> nat;
  /// Packets to these of our addresses get lost.
  std::function<bool(const net::Endpoint& to)> loses = [](const net::Endpoint&) { return false; };
  bool silent = false;  ///< it has gone
  Texts media;          ///< what came that is no STUN, with where it came from

 private:
  static Credentials credentials_of(std::string_view name) {
    return {std::string(name), std::string(name) + "PasswordOf22Characters"};
  }
  Config config(Role role) const;
  int index_of(const net::Endpoint& address) const;

  PluginBench& host_;
  Credentials credentials_;
  std::vector<Candidate> candidates_;
  std::uint8_t last_byte_ = 0;

 public:
  Agent agent;
};

class PluginBench final : public plugin::HostBench {
 public:
  explicit PluginBench(const std::string& ice_default = "seed",
                       std::vector<net::InterfaceSpec> with = {})
      : HostBench("ice", {{"ice-default", ice_default}},
                  with.empty() ? two_addresses() : std::move(with)) {
    begin(ice);
  }
  ~PluginBench() { end(); }

  /// What t is shown of an offer of f, which is at 192.0.2.1:4000.
  std::string offer(std::string attributes, call::Arguments more = {}) {
    return offer_body(call::body("192.0.2.1", 4000, std::move(attributes)), std::move(more));
  }
  /// The same, once there is a t.
  std::string re_offer(std::string attributes, call::Arguments more = {}) {
    more.set("to-tag", "t");
    return offer(std::move(attributes), std::move(more));
  }
  /// What f is shown of the answer of t, which is at 192.0.2.2:5000.
  std::string answer(std::string attributes, call::Arguments more = {}) {
    more.set("to-tag", "t");
    return answer_as(std::move(more), "192.0.2.2", std::move(attributes));
  }
  std::string answer_as(call::Arguments more, std::string_view address, std::string attributes) {
    return answer_body(call::body(address, 5000, std::move(attributes)), std::move(more));
  }

  void join(Phone& phone) { phones_.push_back(&phone); }

 private:
  static std::vector<net::InterfaceSpec> two_addresses() {
    return {call::loopback_interface("default"), call::loopback_interface("default")};
  }
  bool arrives(const media::FakePacketIo::Sent& datagram) override {
    const auto owner = std::find_if(phones_.begin(), phones_.end(),
                                    [&](const Phone* phone) { return phone->owns(datagram.to); });
    if (owner == phones_.end()) return false;
    (*owner)->receive(datagram.to, datagram.from, datagram.data);
    return true;
  }
  void pass(base::Time) override {
    for (Phone* phone : phones_) phone->on_time();
  }

  std::vector<Phone*> phones_;

 public:
  IcePlugin ice;
};

inline Phone::Phone(PluginBench& host, Role role, std::string_view name,
                    std::vector<net::Endpoint> addresses)
    : host_(host),
      credentials_(credentials_of(name)),
      agent(
          [&] {
            for (std::uint32_t i = 0; i < addresses.size(); ++i) {
              for (const Component component : {Component::rtp, Component::rtcp}) {
                Candidate& candidate = candidates_.emplace_back();
                candidate.foundation = Foundation(std::string(name) + std::to_string(i));
                candidate.component = component;
                candidate.priority = candidate_priority(CandidateType::host, i, component);
                candidate.address = call::to_sdk(addresses[i]);
                if (component == Component::rtcp) ++candidate.address.port;
              }
            }
            return config(role);
          }(),
          this) {
  host.join(*this);
}

inline Config Phone::config(Role role) const {
  Config made;
  made.role = role;
  made.tie_breaker = role == Role::controlling ? 2000 : 1000;
  made.local = credentials_;
  made.candidates = candidates_;
  return made;
}

inline int Phone::index_of(const net::Endpoint& address) const {
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const net::Endpoint own = call::from_sdk(candidates_[i].address);
    const auto seen = nat.find(own.to_string());
    if ((seen == nat.end() ? own : seen->second) == address) return int(i);
  }
  return -1;
}

inline void Phone::hear(const std::string& sdp) {
  const Description description = ice_of(sdp).description;
  EXPECT_TRUE(description.uses_ice()) << sdp;
  agent.set_remote(description, host_.bench.now);
}

inline void Phone::restart(std::string_view name) {
  credentials_ = credentials_of(name);
  agent.restart(credentials_);
}

inline void Phone::receive(const net::Endpoint& to, const net::Endpoint& from,
                           const std::string& data) {
  if (silent || loses(from)) return;
  if (std::uint8_t(data[0]) > 3) {
    media.push_back(from.to_string() + " " + data);
    return;
  }
  const Bytes bytes(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
  agent.on_packet(std::uint32_t(index_of(to)), call::to_sdk(from), bytes, host_.bench.now);
}

inline void Phone::on_time() {
  if (!silent && agent.next_deadline() <= host_.bench.now) agent.on_time(host_.bench.now);
}

inline bool Phone::send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept {
  const net::Endpoint own = call::from_sdk(candidates_[local].address);
  const auto seen = nat.find(own.to_string());
  if (silent || loses(call::from_sdk(to))) return true;
  host_.deliver(seen == nat.end() ? own : seen->second, call::from_sdk(to),
                std::string(bytes.begin(), bytes.end()));
  return true;
}

}  // namespace rtpengine::ice
