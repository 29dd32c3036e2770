// SPDX-License-Identifier: GPL-3.0-or-later
#include "memory_table.h"

#include <arpa/inet.h>

#include <rtpengine/value_view.h>

namespace rtpengine::test {

std::string text_of(const Endpoint& endpoint) {
  const bool ipv6 = endpoint.family == AddressFamily::ipv6;
  char address[INET6_ADDRSTRLEN] = "";
  inet_ntop(ipv6 ? AF_INET6 : AF_INET, endpoint.address, address, sizeof address);
  const std::string text = ipv6 ? "[" + std::string(address) + "]" : address;
  return text + ":" + std::to_string(endpoint.port);
}

void MemoryTable::capabilities(KernelCapabilities* out) noexcept {
  *out = {kernel_ipv4 | kernel_ipv6 | kernel_translates_family | kernel_local_destinations |
              kernel_checks_source | kernel_rtcp_mux,
          4, 16, 0, 1000};
}

void MemoryTable::apply(const KernelChange* changes, uint32_t count,
                        KernelOutcome* outcomes) noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  for (uint32_t i = 0; i < count; ++i) outcomes[i] = apply_one(changes[i]);
}

KernelOutcome MemoryTable::apply_one(const KernelChange& change) {
  if (!lost_.empty()) return {KernelStatus::lost, 0, {}};
  const KernelEntry& entry = *change.entry;
  const auto row = rows_.find(text_of(entry.local));
  if (change.kind == KernelChangeKind::remove) {
    if (row == rows_.end()) return {KernelStatus::done, 0, {}};
    const KernelCounters last = row->second.counters;
    rows_.erase(row);
    return {KernelStatus::done, 0, last};
  }
  if (row == rows_.end() && rows_.size() >= 1000) return {KernelStatus::full, 0, {}};
  Row& kept = rows_[text_of(entry.local)];
  kept.local = entry.local;
  kept.destination = entry.outputs[0].destination;
  kept.owner = entry.owner;
  return {KernelStatus::done, 0, {}};
}

void MemoryTable::read_counters(uint32_t owner, KernelEntrySink* sink) noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  for (const auto& [key, row] : rows_)
    if (row.owner == owner) sink->counters(&row.local, &row.counters);
}

uint64_t MemoryTable::size() noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  return rows_.size();
}

Status MemoryTable::adopt(KernelEntrySink*, TextSink* error) noexcept {
  // It ends with the daemon: nothing is ever left behind.
  return usable(error) != 0 ? Status::ok : Status::failed;
}

Status MemoryTable::clear(TextSink* error) noexcept {
  if (usable(error) == 0) return Status::failed;
  const std::lock_guard<std::mutex> guard(mutex_);
  rows_.clear();
  return Status::ok;
}

uint32_t MemoryTable::usable(TextSink* reason) noexcept {
  const std::lock_guard<std::mutex> guard(mutex_);
  if (lost_.empty()) return 1;
  reason->write(slice(lost_));
  return 0;
}

void MemoryTable::set_counters(const std::string& local, const KernelCounters& counters) {
  const std::lock_guard<std::mutex> guard(mutex_);
  const auto row = rows_.find(local);
  if (row != rows_.end()) row->second.counters = counters;
}

void MemoryTable::lose(const std::string& reason) {
  const std::lock_guard<std::mutex> guard(mutex_);
  rows_.clear();
  lost_ = reason;
}

std::string MemoryTable::list() const {
  const std::lock_guard<std::mutex> guard(mutex_);
  std::string text;
  for (const auto& [key, row] : rows_) text += key + " -> " + text_of(row.destination) + "\n";
  return text;
}

}  // namespace rtpengine::test
