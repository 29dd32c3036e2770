// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/packet_pool.h"

#include <algorithm>
#include <cstring>

namespace rtpengine::net {

Packet* PacketPool::take(std::size_t size) {
  if (size > Packet::kMaxPayload) return nullptr;
  // A worker's time changes from turn to turn only.
  if (worker_.now() != turn_) {
    turn_ = worker_.now();
    taken_ = 0;
  }
  if (taken_ == kMaxSlots) return nullptr;
  if (taken_ == slots_.size()) slots_.push_back(std::make_unique<Slot>());
  Slot& slot = *slots_[taken_++];
  Packet& packet = slot.packet;
  const std::size_t capacity =
      Packet::kHeadroom + std::max(size, kUsualPayload) + Packet::kTailroom;
  if (packet.capacity < capacity) {
    slot.buffer.reset(new std::uint8_t[capacity]);
    packet.buffer = slot.buffer.get();
    packet.capacity = capacity;
  }
  packet.data = packet.buffer + Packet::kHeadroom;
  packet.size = size;
  packet.source = {};
  packet.socket = nullptr;
  packet.received = turn_;
  return &packet;
}

Packet* PacketPool::copy(std::span<const std::uint8_t> bytes) {
  Packet* packet = take(bytes.size());
  if (packet != nullptr && !bytes.empty()) std::memcpy(packet->data, bytes.data(), bytes.size());
  return packet;
}

}  // namespace rtpengine::net
