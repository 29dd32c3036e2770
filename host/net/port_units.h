// SPDX-License-Identifier: GPL-3.0-or-later
//
// The bookkeeping of a port pool: which ports are free, and in which order they are handed out.
// No sockets and no locks in here. Used by PortPool, which locks; 8 bytes for each pair of ports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "net/port_range.h"

namespace rtpengine::net {

/// Ports in units of an even port and the odd one above it. A unit is on one of two lists: `pairs`
/// if both of its ports are free and in the range, `halves` if just one is. Both are queues: what
/// was freed goes to the end.
class PortUnits {
 public:
  /// How long a freed port whose partner is in use rests before a new call gets it, as long as
  /// there are complete pairs to take from instead.
  static constexpr base::Time kRest = 5 * base::kSecond;

  explicit PortUnits(PortRange range);

  /// Takes the pair that is free for the longest time; returns its even port.
  std::optional<std::uint16_t> take_pair();
  /// Takes one port: of a unit that is broken already if that has rested, else of a fresh pair.
  std::optional<std::uint16_t> take_single(base::Time now);

  /// Takes this port, inside of the range or not. False: it is in use.
  [[nodiscard]] bool adopt(std::uint16_t port);

  /// A port is free again and goes to the end of the queue.
  void give_back(std::uint16_t port, base::Time now);

  /// Ports in use outside the new range stay in use until they are given back.
  void set_range(PortRange range);
  PortRange range() const { return range_; }

  std::size_t free_ports() const { return free_; }
  std::size_t used_ports() const { return used_; }
  std::size_t free_pairs() const { return free_pairs_; }
  std::vector<std::uint16_t> used() const;

 private:
  static constexpr std::uint16_t kNone = 0xffff;
  enum Bits : std::uint8_t { even = 1, odd = 2, both = 3 };

  struct Unit {
    std::uint16_t next = kNone;
    std::uint16_t previous = kNone;
    std::uint16_t freed_s = 0;    ///< when a port was last given back; seconds, wraps
    std::uint8_t usable : 2 = 0;  ///< Bits: in the range
    std::uint8_t used : 2 = 0;    ///< Bits
    std::uint8_t rests : 1 = 0;   ///< freed_s counts
  };

  struct List {
    std::uint16_t head = kNone;
    std::uint16_t tail = kNone;
  };

  Unit& unit(std::uint16_t index) { return units_[static_cast<std::size_t>(index - first_)]; }
  std::uint8_t free_bits(std::uint16_t index);
  List* list_of(std::uint8_t free_bits);
  void append(List& list, std::uint16_t index);
  void prepend(List& list, std::uint16_t index);
  void unlink(List& list, std::uint16_t index);
  bool rested(const Unit& unit, base::Time now) const;
  std::uint8_t bits_in_range(std::uint16_t index) const;
  void build(PortRange range);
  void adopt_used(std::uint16_t port);
  void requeue(std::uint16_t index, const Unit& old);

  PortRange range_;
  std::uint16_t first_ = 0;  ///< index of units_[0]; the index of a unit is its even port / 2
  std::vector<Unit> units_;
  std::vector<std::uint16_t> outside_;  ///< used ports outside the range
  List pairs_;
  List halves_;
  std::size_t free_ = 0;
  std::size_t free_pairs_ = 0;
  std::size_t used_ = 0;
};

}  // namespace rtpengine::net
