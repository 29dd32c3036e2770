// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/served_ports.h"

#include "base/prefetch.h"

namespace rtpengine::net {

namespace {

/// How much of a receiver is fetched: what stands first in it is what every packet touches.
constexpr std::size_t kReceiverBytes = 320;

}  // namespace

std::uint32_t ServedPorts::add(const ServedPort& port) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(ports_.size()));
    ports_.emplace_back();
  }
  const std::uint32_t number = free_.back();
  free_.pop_back();
  ports_[number] = port;
  index_.add(port.local, number);
  return number;
}

void ServedPorts::remove(std::uint32_t number) {
  index_.remove(ports_[number].local);
  ports_[number] = {};
  free_.push_back(number);
}

ServedPort* ServedPorts::of(const MediaSocket& socket) {
  const std::uint32_t number = socket.tag();
  return number < ports_.size() && ports_[number].socket == &socket ? &ports_[number] : nullptr;
}

std::optional<std::uint32_t> ServedPorts::prefetch_port(const SocketAddress& local) const {
  const auto number = index_.find(local);
  if (number) base::prefetch(&ports_[*number]);
  return number;
}

void ServedPorts::prefetch_receiver(std::uint32_t number) const {
  base::prefetch(ports_[number].receiver, kReceiverBytes);
}

void ServedPorts::prefetch(std::uint32_t number, Prefetch step) const {
  if (const PacketReceiver* receiver = ports_[number].receiver) receiver->prefetch(step);
}

void ServedPorts::prefetch(const MediaSocket& socket) const {
  if (const std::uint32_t number = socket.tag(); number < ports_.size())
    base::prefetch(&ports_[number]);
}

}  // namespace rtpengine::net
