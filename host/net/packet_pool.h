// SPDX-License-Identifier: GPL-3.0-or-later
//
// Slots for packets that were not received: those that stages add, and those of packet sources.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "loop/worker.h"
#include "net/packet.h"

namespace rtpengine::net {

/// One per worker. A slot that is taken stays the taker's until the end of the turn of the loop, by
/// when the I/O engine has sent what it holds; nothing has to be given back. Slots are kept for the
/// next turn, so that taking one allocates only while a turn needs more of them, or larger ones,
/// than any before. Worker's thread.
class PacketPool {
 public:
  /// Slots in one turn at most; a turn that needs more is one in which something has gone wild.
  static constexpr std::size_t kMaxSlots = 1024;
  /// Each slot has room for this many bytes of payload at least.
  static constexpr std::size_t kUsualPayload = 2048;

  /// The worker outlives the pool.
  explicit PacketPool(const loop::Worker& worker) : worker_(worker) {}

  /// A packet of `size` bytes, not set, with headroom and tailroom, without a source. Null: too
  /// long, or the turn has had its slots.
  Packet* take(std::size_t size);
  /// A copy of these bytes, or null.
  Packet* copy(std::span<const std::uint8_t> bytes);

  std::size_t slots() const { return slots_.size(); }

 private:
  struct Slot {
    Packet packet;
    std::unique_ptr<std::uint8_t[]> buffer;
  };

  const loop::Worker& worker_;
  std::vector<std::unique_ptr<Slot>> slots_;  ///< the first `taken_` are in use this turn
  std::size_t taken_ = 0;
  base::Time turn_ = 0;  ///< when the turn began in which they were taken
};

}  // namespace rtpengine::net
