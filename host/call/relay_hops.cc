// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/relay_hops.h"

#include <algorithm>
#include <utility>

namespace rtpengine::call {

bool RelayHops::add(const std::vector<net::Endpoint>& from, const net::Endpoint& to) {
  const std::lock_guard lock(mutex_);
  if (reaches(to, from)) return false;
  for (const net::Endpoint& port : from) hops_.emplace(port, to);
  return true;
}

void RelayHops::remove(const std::vector<net::Endpoint>& from, const net::Endpoint& to) {
  const std::lock_guard lock(mutex_);
  for (const net::Endpoint& port : from) {
    const auto [begin, end] = hops_.equal_range(port);
    const auto found =
        std::find_if(begin, end, [&to](const auto& hop) { return hop.second == to; });
    if (found != end) hops_.erase(found);
  }
}

bool RelayHops::empty() {
  const std::lock_guard lock(mutex_);
  return hops_.empty();
}

/// With the lock held. Ends, since there is no circle.
bool RelayHops::reaches(const net::Endpoint& from, const std::vector<net::Endpoint>& ends) const {
  std::vector<net::Endpoint> ahead = {from};
  std::vector<net::Endpoint> seen;
  while (!ahead.empty()) {
    const net::Endpoint here = ahead.back();
    ahead.pop_back();
    if (std::find(ends.begin(), ends.end(), here) != ends.end()) return true;
    if (std::find(seen.begin(), seen.end(), here) != seen.end()) continue;
    seen.push_back(here);
    const auto [begin, end] = hops_.equal_range(here);
    for (auto hop = begin; hop != end; ++hop) ahead.push_back(hop->second);
  }
  return false;
}

bool RelayHop::set(std::vector<net::Endpoint> from, const net::Endpoint& to) {
  if (from == from_ && to == to_) return true;
  clear();
  if (all_ == nullptr || from.empty() || !all_->concerns(to)) return true;
  if (!all_->add(from, to)) return false;
  from_ = std::move(from);
  to_ = to;
  return true;
}

void RelayHop::clear() {
  if (!from_.empty()) all_->remove(from_, to_);
  from_.clear();
}

}  // namespace rtpengine::call
