// SPDX-License-Identifier: GPL-3.0-or-later
//
// Order and state of the ports of a pool.
#include "net/port_units.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/random.h"

namespace rtpengine::net {

namespace {

std::uint16_t seconds(base::Time now) { return static_cast<std::uint16_t>(now / base::kSecond); }

std::uint8_t bit_of(std::uint16_t port) { return port & 1 ? 2 : 1; }

}  // namespace

PortUnits::PortUnits(PortRange range) { build(range); }

std::uint8_t PortUnits::bits_in_range(std::uint16_t index) const {
  const unsigned port = index * 2u;
  std::uint8_t bits = 0;
  if (port >= range_.min && port <= range_.max) bits |= even;
  if (port + 1 >= range_.min && port + 1 <= range_.max) bits |= odd;
  return bits;
}

std::uint8_t PortUnits::free_bits(std::uint16_t index) {
  const Unit& it = unit(index);
  return it.usable & ~it.used & both;
}

PortUnits::List* PortUnits::list_of(std::uint8_t free_bits) {
  if (free_bits == both) return &pairs_;
  return free_bits ? &halves_ : nullptr;
}

void PortUnits::append(List& list, std::uint16_t index) {
  Unit& it = unit(index);
  it.previous = list.tail;
  it.next = kNone;
  (list.tail == kNone ? list.head : unit(list.tail).next) = index;
  list.tail = index;
}

void PortUnits::prepend(List& list, std::uint16_t index) {
  Unit& it = unit(index);
  it.next = list.head;
  it.previous = kNone;
  (list.head == kNone ? list.tail : unit(list.head).previous) = index;
  list.head = index;
}

void PortUnits::unlink(List& list, std::uint16_t index) {
  Unit& it = unit(index);
  (it.previous == kNone ? list.head : unit(it.previous).next) = it.next;
  (it.next == kNone ? list.tail : unit(it.next).previous) = it.previous;
  it.next = it.previous = kNone;
}

bool PortUnits::rested(const Unit& it, base::Time now) const {
  const auto age = static_cast<std::uint16_t>(seconds(now) - it.freed_s);
  return !it.rests || age >= kRest / base::kSecond;
}

std::optional<std::uint16_t> PortUnits::take_pair() {
  const std::uint16_t index = pairs_.head;
  if (index == kNone) return {};
  unlink(pairs_, index);
  unit(index).used = both;
  --free_pairs_;
  free_ -= 2;
  used_ += 2;
  return static_cast<std::uint16_t>(index * 2);
}

std::optional<std::uint16_t> PortUnits::take_single(base::Time now) {
  const bool half =
      halves_.head != kNone && (pairs_.head == kNone || rested(unit(halves_.head), now));
  const std::uint16_t index = half ? halves_.head : pairs_.head;
  if (index == kNone) return {};
  if (half) {
    unlink(halves_, index);
  } else {
    // The other half is as old as the pair was, the oldest of all: it is the next one to go.
    unlink(pairs_, index);
    prepend(halves_, index);
    --free_pairs_;
  }
  const std::uint8_t bit = free_bits(index) & even ? even : odd;
  Unit& it = unit(index);
  it.used |= bit;
  --free_;
  ++used_;
  return static_cast<std::uint16_t>(index * 2 + (bit == odd));
}

bool PortUnits::adopt(std::uint16_t port) {
  const auto index = static_cast<std::uint16_t>(port / 2);
  const bool inside = port >= range_.min && port <= range_.max;
  const bool in_use = inside ? (unit(index).used & bit_of(port)) != 0
                             : std::find(outside_.begin(), outside_.end(), port) != outside_.end();
  if (!in_use) adopt_used(port);
  return !in_use;
}

void PortUnits::give_back(std::uint16_t port, base::Time now) {
  const auto lost = std::find(outside_.begin(), outside_.end(), port);
  if (lost != outside_.end()) {
    outside_.erase(lost);
    --used_;
    return;
  }
  const auto index = static_cast<std::uint16_t>(port / 2);
  if (index < first_ || static_cast<std::size_t>(index - first_) >= units_.size()) return;
  Unit& it = unit(index);
  if (!(it.used & bit_of(port))) return;
  if (List* list = list_of(free_bits(index))) unlink(*list, index);
  it.used &= static_cast<std::uint8_t>(~bit_of(port) & both);
  it.freed_s = seconds(now);
  it.rests = 1;
  --used_;
  ++free_;
  const std::uint8_t bits = free_bits(index);
  if (bits == both) ++free_pairs_;
  append(*list_of(bits), index);
}

void PortUnits::set_range(PortRange range) {
  if (range == range_) return;
  const std::vector<std::uint16_t> in_use = used();
  std::vector<std::uint16_t> order;  // units with free ports, longest free first
  for (const List* list : {&halves_, &pairs_})
    for (std::uint16_t index = list->head; index != kNone; index = unit(index).next)
      order.push_back(index);
  PortUnits next(range);
  for (const std::uint16_t port : in_use) next.adopt_used(port);
  // What is new in the range was never used and stays in front.
  for (const std::uint16_t index : order) next.requeue(index, unit(index));
  *this = std::move(next);
}

void PortUnits::adopt_used(std::uint16_t port) {
  ++used_;
  const auto index = static_cast<std::uint16_t>(port / 2);
  if (port < range_.min || port > range_.max) {
    outside_.push_back(port);
    return;
  }
  const std::uint8_t before = free_bits(index);
  unlink(*list_of(before), index);
  unit(index).used |= bit_of(port) & both;
  --free_;
  if (before == both) --free_pairs_;
  if (List* list = list_of(free_bits(index))) append(*list, index);
}

void PortUnits::requeue(std::uint16_t index, const Unit& old) {
  if (index < first_ || static_cast<std::size_t>(index - first_) >= units_.size()) return;
  List* list = list_of(free_bits(index));
  if (!list) return;
  unlink(*list, index);
  append(*list, index);
  unit(index).freed_s = old.freed_s;
  unit(index).rests = old.rests;
}

void PortUnits::build(PortRange range) {
  range_ = range;
  if (!range.valid()) return;
  first_ = range.min / 2;
  const std::size_t count = std::size_t{range.max} / 2 - first_ + 1;
  units_.resize(count);
  std::vector<std::uint16_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = static_cast<std::uint16_t>(first_ + i);
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[base::random_uniform(i)]);
  for (const std::uint16_t index : order) {
    unit(index).usable = bits_in_range(index) & both;
    const std::uint8_t bits = free_bits(index);
    append(*list_of(bits), index);
    free_ += static_cast<std::size_t>(std::popcount(bits));
    if (bits == both) ++free_pairs_;
  }
}

std::vector<std::uint16_t> PortUnits::used() const {
  std::vector<std::uint16_t> ports = outside_;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const auto port = static_cast<std::uint16_t>((first_ + i) * 2);
    if (units_[i].used & even) ports.push_back(port);
    if (units_[i].used & odd) ports.push_back(static_cast<std::uint16_t>(port + 1));
  }
  std::sort(ports.begin(), ports.end());
  return ports;
}

}  // namespace rtpengine::net
