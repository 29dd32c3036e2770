// SPDX-License-Identifier: GPL-3.0-or-later
//
// A network for agents, without sockets and without a clock: packets take a time that a seeded
// generator picks, some are lost, and a NAT may stand in front of a party.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/ice/agent.h"
#include "plugins/ice/endpoint.h"
#include "plugins/ice/priority.h"
#include "vectors.h"

namespace rtpengine::ice {

inline Endpoint endpoint(std::string_view address, std::uint16_t port) {
  Endpoint parsed = {};
  EXPECT_TRUE(parse_endpoint(address, port, &parsed)) << address;
  return parsed;
}

struct Packet {
  Micros at = 0;
  std::uint64_t order = 0;
  Endpoint from = {};
  Endpoint to = {};
  Message bytes;
};

class Network;

/// Whatever sends and receives in the network.
class Node {
 public:
  virtual ~Node() = default;
  virtual bool owns(const Endpoint& address) const = 0;
  virtual void receive(const Packet& packet, Micros now) = 0;
  virtual void on_time(Micros) {}
  virtual Micros next_deadline() const { return kNever; }
};

class Network {
 public:
  explicit Network(unsigned seed) : random_(seed) {}

  double loss = 0;
  Micros shortest = 5 * kMillisecond;
  Micros longest = 5 * kMillisecond;
  /// Packets for which it says true vanish.
  std::function<bool(const Packet&)> drop = [](const Packet&) { return false; };
  /// Private address to what the others see; packets to that go to the private one.
  std::map<std::string, Endpoint> nat;
  /// Every packet sent, as it was sent.
  std::vector<Packet> sent;
  Micros now = 0;

  void join(Node* node) { nodes_.push_back(node); }

  void send(const Endpoint& from, const Endpoint& to, Bytes bytes) {
    Packet packet = {now, 0, from, to, {bytes.begin(), bytes.end()}};
    sent.push_back(packet);
    if (const auto mapped = nat.find(to_string(from)); mapped != nat.end()) {
      packet.from = mapped->second;
    }
    if (drop(packet) || std::uniform_real_distribution<>(0, 1)(random_) < loss) return;
    deliver(packet);
  }

  /// Put a packet into the network as it is.
  void deliver(Packet packet) {
    packet.at = now + std::uniform_int_distribution<Micros>(shortest, longest)(random_);
    packet.order = ++order_;
    under_way_.push_back(std::move(packet));
  }

  void run_for(Micros span) {
    const Micros end = now + span;
    unsigned standstill = 0;
    for (Micros next = next_event(); next <= end; next = next_event()) {
      standstill = next <= now ? standstill + 1 : 0;
      ASSERT_LT(standstill, 1000u) << "deadlines that nothing comes of";
      now = std::max(now, next);
      hand_over();
      for (Node* node : nodes_) {
        if (node->next_deadline() <= now) node->on_time(now);
      }
    }
    now = end;
  }

  void random(std::span<std::uint8_t> out) {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(random_());
  }

 private:
  Micros next_event() const {
    Micros next = kNever;
    for (const Packet& packet : under_way_) next = std::min(next, packet.at);
    for (const Node* node : nodes_) next = std::min(next, node->next_deadline());
    return next;
  }

  void hand_over() {
    std::vector<Packet> arrived;
    std::erase_if(under_way_, [&](const Packet& packet) {
      if (packet.at > now) return false;
      arrived.push_back(packet);
      return true;
    });
    std::sort(arrived.begin(), arrived.end(), [](const Packet& a, const Packet& b) {
      return a.at != b.at ? a.at < b.at : a.order < b.order;
    });
    for (Packet& packet : arrived) {
      for (const auto& [inside, outside] : nat) {
        if (!same(outside, packet.to)) continue;
        for (Node* node : nodes_) {
          const Endpoint to = parse_inside(inside);
          if (node->owns(to)) packet.to = to;
        }
      }
      for (Node* node : nodes_) {
        if (node->owns(packet.to)) node->receive(packet, now);
      }
    }
  }

  static Endpoint parse_inside(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    return endpoint(text.substr(0, colon),
                    static_cast<std::uint16_t>(std::stoi(text.substr(colon + 1))));
  }

  std::vector<Node*> nodes_;
  std::vector<Packet> under_way_;
  std::mt19937 random_;
  std::uint64_t order_ = 0;
};

/// An agent in the network, and what it told.
class Party final : public Node, public AgentHost {
 public:
  Party(Network* network, Config config) : network_(network), agent(std::move(config), this) {
    network->join(this);
  }

  bool owns(const Endpoint& address) const override { return index_of(address).has_value(); }
  void receive(const Packet& packet, Micros now) override {
    fates.push_back(agent.on_packet(*index_of(packet.to), packet.from, packet.bytes, now));
  }
  void on_time(Micros now) override { agent.on_time(now); }
  Micros next_deadline() const override { return agent.next_deadline(); }

  bool send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept override {
    if (send_fails) return false;
    network_->send(agent.check_list().locals()[local].address, to, bytes);
    return true;
  }
  void random(std::span<std::uint8_t> out) noexcept override { network_->random(out); }
  void on_validated(std::uint32_t, const Endpoint& remote) noexcept override {
    validated.push_back(to_string(remote));
  }
  void on_selected(Component component, std::uint32_t local,
                   const Endpoint& remote) noexcept override {
    const Endpoint& ours = agent.check_list().locals()[local].address;
    selections.push_back(std::to_string(static_cast<int>(component)) + " " + to_string(ours) +
                         " > " + to_string(remote));
  }
  void on_failed(Failure failure) noexcept override { failures.push_back(failure); }
  void on_consent_lost(Component, ConsentLoss loss) noexcept override { losses.push_back(loss); }

  long count(PacketFate fate) const { return std::count(fates.begin(), fates.end(), fate); }

 private:
  std::optional<std::uint32_t> index_of(const Endpoint& address) const {
    const auto& locals = agent.check_list().locals();
    for (std::uint32_t i = 0; i < locals.size(); ++i) {
      if (same(locals[i].address, address)) return i;
    }
    return std::nullopt;
  }

  Network* network_;

 public:
  Agent agent;
  bool send_fails = false;
  std::vector<std::string> validated;
  std::vector<std::string> selections;
  std::vector<Failure> failures;
  std::vector<ConsentLoss> losses;
  std::vector<PacketFate> fates;
};

inline Config config(Role role, std::string_view name, std::vector<std::string> addresses,
                     bool rtcp = false) {
  Config made;
  made.role = role;
  made.tie_breaker = role == Role::controlling ? 2000 : 1000;
  made.local = {std::string(name), std::string(name) + "PasswordOf22Characters"};
  for (std::uint32_t i = 0; i < addresses.size(); ++i) {
    for (const Component component : {Component::rtp, Component::rtcp}) {
      if (component == Component::rtcp && !rtcp) continue;
      Candidate candidate;
      candidate.foundation = Foundation(std::string(name) + std::to_string(i));
      candidate.component = component;
      candidate.address =
          endpoint(addresses[i], static_cast<std::uint16_t>(4999 + static_cast<int>(component)));
      candidate.priority = candidate_priority(CandidateType::host, i, component);
      made.candidates.push_back(candidate);
    }
  }
  return made;
}

inline Description describe_config(const Config& config) {
  Description description;
  description.credentials = config.local;
  description.candidates = config.candidates;
  return description;
}

}  // namespace rtpengine::ice
