// SPDX-License-Identifier: GPL-3.0-or-later
//
// In what order a batch of arrivals is delivered, so that none waits for memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "net/receive_queue.h"
#include "net/served_ports.h"

namespace rtpengine::net {

/// With many calls, whatever belongs to a port has left the caches since its last packet. It is
/// fetched while the packets before are handled, in steps that are so many packets apart: what a
/// step needs has arrived when it is its turn. Worker's thread.
class ArrivalPipeline {
 public:
  static constexpr std::size_t kDistance = 3;
  static constexpr std::size_t kSteps = 7;

  /// `ports` must live as long.
  explicit ArrivalPipeline(const ServedPorts& ports) : ports_(ports) {}

  /// Calls `deliver` with each of the first `count` arrivals of the queue, in their order. It may
  /// add and remove ports.
  template <typename Deliver>
  void run(ReceiveQueue& queue, std::size_t count, Deliver&& deliver) {
    for (std::size_t turn = 0; turn < count + kSteps * kDistance; ++turn) {
      // Do this with the arrival that is delivered so many steps later.
      const auto ahead = [&](std::size_t steps, auto step) {
        const std::size_t behind = (kSteps - steps) * kDistance;
        if (turn >= behind && turn - behind < count) step(turn - behind);
      };
      ahead(7, [&](std::size_t i) { ports_.prefetch_slot(queue.arrival(i).destination); });
      ahead(6, [&](std::size_t i) { ports_.prefetch_entry(queue.arrival(i).destination); });
      ahead(5, [&](std::size_t i) {
        found_[i] = ports_.prefetch_port(queue.arrival(i).destination).value_or(kNone);
      });
      ahead(4, [&](std::size_t i) {
        if (found_[i] != kNone) ports_.prefetch_receiver(found_[i]);
      });
      ahead(3, [&](std::size_t i) {
        if (found_[i] != kNone) ports_.prefetch(found_[i], Prefetch::early);
      });
      ahead(2, [&](std::size_t i) {
        if (found_[i] != kNone) ports_.prefetch(found_[i], Prefetch::middle);
      });
      ahead(1, [&](std::size_t i) {
        if (found_[i] != kNone) ports_.prefetch(found_[i], Prefetch::late);
      });
      ahead(0, [&](std::size_t i) { deliver(queue.arrival(i)); });
    }
  }

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  const ServedPorts& ports_;
  /// Of the arrivals of this batch, the ports as they were found when fetched.
  std::array<std::uint32_t, ReceiveQueue::kSlots> found_{};
};

}  // namespace rtpengine::net
