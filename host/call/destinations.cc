// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/destinations.h"

#include "net/udp_checks.h"

namespace rtpengine::call {

void Destinations::configure(const Settings& settings) {
  auto rules = std::make_shared<Rules>();
  for (const net::LogicalInterface* interface : interfaces_.all()) {
    for (const net::LocalAddress& local : interface->addresses) {
      rules->local.push_back(local.address);
    }
  }
  rules->allowed = rules->local;
  rules->allowed.insert(rules->allowed.end(), settings.allow_media_to.begin(),
                        settings.allow_media_to.end());
  rules->control = settings.control_endpoints;
  const std::lock_guard lock(mutex_);
  rules_ = std::move(rules);
}

bool Destinations::allows(const net::Endpoint& endpoint) const {
  std::shared_ptr<const Rules> rules;
  {
    const std::lock_guard lock(mutex_);
    rules = rules_;
  }
  return net::check_media_target(endpoint, rules->allowed, rules->control, rules->local) ==
         net::TargetProblem::none;
}

}  // namespace rtpengine::call
