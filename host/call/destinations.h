// SPDX-License-Identifier: GPL-3.0-or-later
//
// The daemon's rule about where media may be sent, from configuration and interfaces.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "call/settings.h"
#include "media/egress.h"
#include "net/interfaces.h"

namespace rtpengine::call {

/// Any thread may ask; asked when a destination changes, not for each packet.
class Destinations final : public media::DestinationPolicy {
 public:
  explicit Destinations(const net::Interfaces& interfaces) : interfaces_(interfaces) {}

  /// Take the rules from these settings and the interfaces as they are now. Main thread.
  void configure(const Settings& settings);

  bool allows(const net::Endpoint& endpoint) const override;

 private:
  struct Rules {
    std::vector<net::IpAddress> allowed;
    std::vector<net::IpAddress> local;
    std::vector<net::Endpoint> control;
  };

  const net::Interfaces& interfaces_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Rules> rules_ = std::make_shared<const Rules>();
};

}  // namespace rtpengine::call
