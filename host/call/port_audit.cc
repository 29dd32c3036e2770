// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/port_audit.h"

namespace rtpengine::call {

std::vector<net::Endpoint> PortAudit::orphans(const std::vector<net::Endpoint>& owned) const {
  std::set<std::string> known;
  for (const net::Endpoint& port : owned) known.insert(port.to_string());
  std::vector<net::Endpoint> found;
  for (const auto& pool : interfaces_.pools()) {
    for (const std::uint16_t port : pool->used()) {
      const net::Endpoint endpoint{pool->address(), port};
      if (!known.contains(endpoint.to_string())) found.push_back(endpoint);
    }
  }
  return found;
}

std::vector<net::Endpoint> PortAudit::lasting_orphans(const std::vector<net::Endpoint>& owned) {
  std::set<std::string> now;
  std::vector<net::Endpoint> lasting;
  for (const net::Endpoint& port : orphans(owned)) {
    const std::string name = port.to_string();
    if (suspects_.contains(name)) lasting.push_back(port);
    now.insert(name);
  }
  suspects_ = std::move(now);
  return lasting;
}

}  // namespace rtpengine::call
