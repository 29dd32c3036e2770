// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/directory.h"

#include <algorithm>
#include <utility>

namespace rtpengine::call {

int Directory::find(std::string_view call_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = workers_.find(call_id);
  return found == workers_.end() ? -1 : int(found->second.worker);
}

unsigned Directory::find_or_assign(std::string_view call_id) {
  const std::lock_guard lock(mutex_);
  const auto found = workers_.find(call_id);
  return found != workers_.end() ? found->second.worker : assign(call_id, {least_loaded(), false});
}

unsigned Directory::find_or_claim(std::string_view call_id, unsigned worker) {
  const std::lock_guard lock(mutex_);
  const auto found = workers_.find(call_id);
  if (found == workers_.end()) return assign(call_id, {worker, true});
  if (found->second.worker == worker) found->second.claimed = true;
  return found->second.worker;
}

unsigned Directory::assign(std::string_view call_id, Owner owner) {
  workers_.emplace(call_id, owner);
  ++calls_of_[owner.worker];
  most_ = std::max(most_, workers_.size());
  return owner.worker;
}

void Directory::erase(Map::const_iterator call) {
  --calls_of_[call->second.worker];
  workers_.erase(call);
}

unsigned Directory::least_loaded() const {
  unsigned best = 0;
  for (unsigned i = 1; i < calls_of_.size(); ++i) {
    if (std::pair(bool(avoided_[i]), calls_of_[i]) <
        std::pair(bool(avoided_[best]), calls_of_[best]))
      best = i;
  }
  return best;
}

void Directory::avoid(unsigned worker, bool avoided) {
  const std::lock_guard lock(mutex_);
  avoided_[worker] = avoided;
}

void Directory::release(std::string_view call_id, unsigned worker) {
  const std::lock_guard lock(mutex_);
  const auto found = workers_.find(call_id);
  if (found != workers_.end() && found->second.worker == worker) erase(found);
}

bool Directory::abandon(std::string_view call_id, unsigned worker) {
  const std::lock_guard lock(mutex_);
  const auto found = workers_.find(call_id);
  if (found == workers_.end() || found->second.worker != worker || found->second.claimed) {
    return false;
  }
  erase(found);
  return true;
}

std::size_t Directory::size() const {
  const std::lock_guard lock(mutex_);
  return workers_.size();
}

std::size_t Directory::take_most() {
  const std::lock_guard lock(mutex_);
  return std::exchange(most_, workers_.size());
}

std::vector<std::string> Directory::list(std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> ids;
  ids.reserve(std::min(limit, workers_.size()));
  for (const auto& [id, owner] : workers_) {
    if (ids.size() == limit) break;
    ids.push_back(id);
  }
  return ids;
}

}  // namespace rtpengine::call
