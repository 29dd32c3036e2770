// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/kept_sockets.h"

#include <algorithm>
#include <limits>

namespace rtpengine::net {
namespace {

std::uint16_t partner_of(std::uint16_t port) { return port ^ 1; }

bool may_take(base::Time since, std::size_t resting, base::Time now) {
  return resting > KeptSockets::kSpread || now - since >= KeptSockets::kRest;
}

}  // namespace

bool KeptSockets::put(KeptSocket socket, base::Time now) {
  if (size() >= limit_) return false;
  const auto partner = singles_.find(partner_of(socket.port));
  if (partner == singles_.end()) {
    singles_.emplace(socket.port, RestingSingle{socket.fd, now});
    single_turns_.push_back({socket.port, now});
    return true;
  }
  const bool odd = (socket.port & 1) != 0;
  pairs_.push_back({static_cast<std::uint16_t>(socket.port & ~1),
                    odd ? partner->second.fd : socket.fd, odd ? socket.fd : partner->second.fd,
                    now});
  singles_.erase(partner);
  // Most often the partner came just before.
  if (single_turns_.back().port == partner_of(socket.port)) single_turns_.pop_back();
  return true;
}

std::optional<KeptSockets::Pair> KeptSockets::take_pair(base::Time now) {
  if (pairs_.empty()) return {};
  const RestingPair oldest = pairs_.front();
  if (!may_take(oldest.since, pairs_.size(), now)) return {};
  pairs_.pop_front();
  return Pair{{oldest.port, oldest.even}, {partner_of(oldest.port), oldest.odd}};
}

std::optional<KeptSockets::Turn> KeptSockets::oldest_single() {
  while (!single_turns_.empty()) {
    const Turn oldest = single_turns_.front();
    const auto found = singles_.find(oldest.port);
    if (found != singles_.end() && found->second.since == oldest.since) return oldest;
    single_turns_.pop_front();
  }
  return {};
}

std::optional<KeptSocket> KeptSockets::take_single(base::Time now) {
  const auto oldest = oldest_single();
  if (oldest && may_take(oldest->since, singles_.size(), now)) {
    const KeptSocket socket{oldest->port, singles_.at(oldest->port).fd};
    singles_.erase(oldest->port);
    single_turns_.pop_front();
    return socket;
  }
  if (pairs_.empty()) return {};
  const base::Time since = pairs_.front().since;
  const auto pair = take_pair(now);
  if (!pair) return {};
  singles_.emplace(pair->odd.port, RestingSingle{pair->odd.fd, since});
  single_turns_.push_front({pair->odd.port, since});
  return pair->even;
}

std::vector<KeptSocket> KeptSockets::take_older(base::Time before) {
  std::vector<KeptSocket> taken;
  while (!pairs_.empty() && pairs_.front().since < before) {
    const RestingPair& pair = pairs_.front();
    taken.push_back({pair.port, pair.even});
    taken.push_back({partner_of(pair.port), pair.odd});
    pairs_.pop_front();
  }
  for (auto next = oldest_single(); next && next->since < before; next = oldest_single()) {
    taken.push_back({next->port, singles_.at(next->port).fd});
    singles_.erase(next->port);
  }
  return taken;
}

std::vector<KeptSocket> KeptSockets::take_all() {
  return take_older(std::numeric_limits<base::Time>::max());
}

std::vector<std::uint16_t> KeptSockets::ports() const {
  std::vector<std::uint16_t> all;
  all.reserve(size());
  for (const RestingPair& pair : pairs_) {
    all.push_back(pair.port);
    all.push_back(partner_of(pair.port));
  }
  for (const auto& [port, single] : singles_) all.push_back(port);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace rtpengine::net
