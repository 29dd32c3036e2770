// SPDX-License-Identifier: GPL-3.0-or-later
//
// An association and parties in a network without sockets: each datagram takes a fixed time, and
// the clock of OpenSSL goes with it.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hello_samples.h"
#include "peer.h"
#include "plugins/dtls/association.h"
#include "plugins/dtls/endpoint.h"
#include "system_time.h"

namespace rtpengine::dtls {

/// Parties are told apart by their ports.
inline Endpoint endpoint(std::uint16_t port) {
  return {AddressFamily::ipv4, port, 0, {192, 0, 2, 1}};
}

inline Description description(const FingerprintSet& fingerprints) {
  Description made;
  made.fingerprints = fingerprints;
  return made;
}

inline constexpr std::uint16_t kParty = 5000;
inline constexpr std::uint16_t kOther = 6000;
inline constexpr Micros kDelay = 10 * kMillisecond;

class Network final : public AssociationHost {
 public:
  explicit Network(AssociationConfig config = {})
      : association(complete(std::move(config)), this) {}

  static AssociationConfig complete(AssociationConfig config) {
    static const CookieJar jar(CookieJar::Secret{9, 8, 7});
    if (config.context == nullptr) config.context = our_context();
    config.cookies = &jar;
    return config;
  }

  Peer& add_peer(std::uint16_t port, const PeerOptions& options = {}) {
    return *peers.emplace(port, std::make_unique<Peer>(options)).first->second;
  }

  void to_us(std::uint16_t from, Datagram datagram) {
    under_way_.push_back({now + kDelay, from, true, std::move(datagram)});
  }

  /// What the peers have written since.
  void collect() {
    for (auto& [port, peer] : peers) {
      for (Datagram& datagram : peer->outbox.take()) to_us(port, std::move(datagram));
    }
  }

  void begin(std::uint16_t port) {
    peers.at(port)->advance();
    collect();
  }

  void run_for(Micros span) {
    const Micros end = now + span;
    while (now < end) {
      deliver();
      if (association.next_deadline() <= now) association.on_time(now);
      for (auto& [port, peer] : peers) peer->on_time();
      collect();
      now += kMillisecond;
      pass_time(kMillisecond);
    }
  }

  /// How long it takes until there are keys; longer than a second is too long.
  Micros until_keys(Micros longest = kSecond) {
    const Micros begun = now;
    const std::size_t before = keys.size();
    while (keys.size() == before && now - begun <= longest) run_for(kMillisecond);
    return now - begun;
  }

  // What the association says.
  void send(const Endpoint& to, Bytes datagram) noexcept override {
    ++sent;
    bytes_sent += datagram.size();
    under_way_.push_back({now + kDelay, to.port, false, {datagram.begin(), datagram.end()}});
  }
  void on_keys(const SrtpKeys& told, const Endpoint& source) noexcept override {
    keys.push_back(told);
    keys_from.push_back(source.port);
  }
  void on_failed(Failure failure, std::string_view detail) noexcept override {
    failures.push_back(failure);
    details.emplace_back(detail);
  }
  void on_closed() noexcept override { ++closed; }

  Micros now = 1000 * kSecond;
  std::map<std::uint16_t, std::unique_ptr<Peer>> peers;
  /// Of a source, by its port.
  std::function<Standing(std::uint16_t)> standing = [](std::uint16_t) {
    return Standing::expected;
  };
  /// Datagrams for which it says true vanish.
  std::function<bool(bool, const Datagram&)> drop = [](bool, const Datagram&) { return false; };
  std::vector<SrtpKeys> keys;
  std::vector<std::uint16_t> keys_from;
  std::vector<Failure> failures;
  std::vector<std::string> details;
  std::size_t closed = 0;
  std::size_t sent = 0;
  std::size_t bytes_sent = 0;
  Association association;

 private:
  struct Packet {
    Micros at;
    std::uint16_t port;
    bool to_us;
    Datagram bytes;
  };

  void deliver() {
    while (!under_way_.empty() && under_way_.front().at <= now) {
      const Packet packet = std::move(under_way_.front());
      under_way_.pop_front();
      if (drop(packet.to_us, packet.bytes)) continue;
      if (packet.to_us) {
        association.on_datagram(endpoint(packet.port), standing(packet.port), packet.bytes, now);
      } else if (peers.contains(packet.port)) {
        peers.at(packet.port)->feed(packet.bytes);
        collect();
      }
    }
  }

  std::deque<Packet> under_way_;
};

}  // namespace rtpengine::dtls
