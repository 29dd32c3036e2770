// SPDX-License-Identifier: GPL-3.0-or-later
//
// Media that goes from one of our ports to another of our ports. That is fine when calls are
// chained, but must never come round in a circle: a packet in one would be relayed for ever.
#pragma once

#include <map>
#include <mutex>
#include <tuple>
#include <vector>

#include "net/interfaces.h"

namespace rtpengine::call {

/// What arrives at which of our ports is sent to which of our ports, over all calls and workers.
/// There is no circle in it at any time. Any thread.
class RelayHops {
 public:
  explicit RelayHops(const net::Interfaces& interfaces) : interfaces_(interfaces) {}

  /// Whether an endpoint may be a port of ours, so that hops to it have to be noted.
  bool concerns(const net::Endpoint& destination) const {
    return interfaces_.is_local(destination.address);
  }

  /// Note that what arrives at `from` is sent to `to`. False, and nothing is noted: this would
  /// close a circle.
  bool add(const std::vector<net::Endpoint>& from, const net::Endpoint& to);
  /// Forget what one such call of add noted.
  void remove(const std::vector<net::Endpoint>& from, const net::Endpoint& to);
  /// Whether nothing is noted.
  bool empty();

 private:
  struct Order {
    bool operator()(const net::Endpoint& a, const net::Endpoint& b) const {
      return std::tie(a.address.family, a.address.bytes, a.port) <
             std::tie(b.address.family, b.address.bytes, b.port);
    }
  };

  bool reaches(const net::Endpoint& from, const std::vector<net::Endpoint>& ends) const;

  const net::Interfaces& interfaces_;
  std::mutex mutex_;
  std::multimap<net::Endpoint, net::Endpoint, Order> hops_;
};

/// The hops of one egress. Worker's thread.
class RelayHop {
 public:
  /// Null: nothing is checked.
  explicit RelayHop(RelayHops* all) : all_(all) {}
  RelayHop(const RelayHop&) = delete;
  RelayHop& operator=(const RelayHop&) = delete;
  ~RelayHop() { clear(); }

  /// What arrives at these ports goes there from now on, instead of what was said before. False: it
  /// must not, since it would come back.
  bool set(std::vector<net::Endpoint> from, const net::Endpoint& to);
  void clear();

  bool empty() const { return from_.empty(); }
  bool concerns(const net::Endpoint& to) const { return all_ != nullptr && all_->concerns(to); }

 private:
  RelayHops* all_;
  std::vector<net::Endpoint> from_;
  net::Endpoint to_;
};

}  // namespace rtpengine::call
