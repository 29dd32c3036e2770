// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finds ports that are open although no call owns them: that would be a leak.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "net/address.h"
#include "net/interfaces.h"

namespace rtpengine::call {

/// Compares what the port pools have handed out with what the calls hold. One thread.
class PortAudit {
 public:
  explicit PortAudit(const net::Interfaces& interfaces) : interfaces_(interfaces) {}

  /// Ports in use that are not in `owned`.
  std::vector<net::Endpoint> orphans(const std::vector<net::Endpoint>& owned) const;

  /// As orphans, but only those that were orphans the last time, too: while `owned` is collected
  /// from the workers, ports come and go.
  std::vector<net::Endpoint> lasting_orphans(const std::vector<net::Endpoint>& owned);

 private:
  const net::Interfaces& interfaces_;
  std::set<std::string> suspects_;
};

}  // namespace rtpengine::call
