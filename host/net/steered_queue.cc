// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who the packets in a queue are for.
#include "net/steered_queue.h"

#include <algorithm>
#include <utility>

namespace rtpengine::net {

namespace {

/// So many closed ports are remembered before anything is done to forget them.
constexpr std::size_t kManyClosed = 64;

}  // namespace

SteeredQueue::SteeredQueue(Descriptor socket, std::size_t max_payload)
    : in_(std::move(socket), max_payload) {}

std::uint64_t SteeredQueue::first_delivery(const SocketAddress& local, std::uint64_t serial) {
  const auto found = find(local);
  if (found == closed_.end() || found->serial == serial) return 0;
  const bool empty = in_.look_if_empty();
  return in_.times_empty() + (empty ? 0 : 1);
}

void SteeredQueue::note_closed(const SocketAddress& local, std::uint64_t serial, bool may_look) {
  if (closed_.size() >= kManyClosed && may_look) forget_gone();
  const Closed closed{local, serial, in_.times_empty() + 1};
  const auto found = find(local);
  if (found != closed_.end()) {
    *found = closed;
  } else {
    closed_.push_back(closed);
  }
}

std::vector<SteeredQueue::Closed>::iterator SteeredQueue::find(const SocketAddress& local) {
  return std::find_if(closed_.begin(), closed_.end(),
                      [&](const Closed& closed) { return closed.local.same_as(local); });
}

void SteeredQueue::forget_gone() {
  in_.look_if_empty();
  const std::uint64_t now = in_.times_empty();
  if (now == forgot_at_) return;
  forgot_at_ = now;
  std::erase_if(closed_, [now](const Closed& closed) { return closed.gone <= now; });
}

std::uint32_t SteeredQueue::new_overruns() {
  // The system counts with 32 bits.
  const auto more = static_cast<std::uint32_t>(in_.overruns() - overruns_);
  overruns_ += more;
  return more;
}

}  // namespace rtpengine::net
