// SPDX-License-Identifier: GPL-3.0-or-later
//
// A kernel table in memory.
#include "kernel/fake_table.h"

#include <utility>

namespace rtpengine::kernel {

namespace {

constexpr std::size_t kHistory = 10000;

media::TableCapabilities plain_rtp() {
  media::TableCapabilities capabilities;
  capabilities.forwards = true;
  capabilities.ipv4 = true;
  capabilities.ipv6 = true;
  capabilities.translates_family = true;
  capabilities.local_destinations = true;
  capabilities.checks_source = true;
  capabilities.rtcp_mux = true;
  capabilities.max_outputs = 4;
  capabilities.max_payload_types = 16;
  return capabilities;
}

media::TableOutcome outcome(media::TableStatus status) { return {status, {}}; }

}  // namespace

FakeTable::FakeTable() : FakeTable(plain_rtp()) {}

FakeTable::FakeTable(const media::TableCapabilities& capabilities) : capabilities_(capabilities) {}

std::vector<media::TableOutcome> FakeTable::apply(std::span<const media::TableChange> changes) {
  const std::lock_guard guard(mutex_);
  std::vector<media::TableOutcome> outcomes;
  outcomes.reserve(changes.size());
  for (const media::TableChange& change : changes) {
    if (history_.size() == kHistory) history_.erase(history_.begin());
    history_.push_back(change);
    outcomes.push_back(apply_one(change));
  }
  return outcomes;
}

media::TableOutcome FakeTable::apply_one(const media::TableChange& change) {
  if (lost_) return outcome(media::TableStatus::lost);
  if (failures_left_ > 0) {
    failures_left_--;
    return outcome(failure_);
  }
  if (change.kind == media::TableChange::Kind::put) return put(change.entry);
  media::TableOutcome removed = outcome(media::TableStatus::done);
  const auto row = rows_.find(change.entry.local.to_string());
  if (row != rows_.end()) {
    removed.counters = row->second.counters;
    rows_.erase(row);
  }
  return removed;
}

media::TableOutcome FakeTable::put(const media::ForwardEntry& entry) {
  if (media::cannot_express(capabilities_, entry)) return outcome(media::TableStatus::unsupported);
  const std::string key = entry.local.to_string();
  const auto row = rows_.find(key);
  if (row != rows_.end()) {
    row->second.entry = entry;
    row->second.left_behind = false;
    return outcome(media::TableStatus::done);
  }
  if (rows_.size() >= capabilities_.max_entries) return outcome(media::TableStatus::full);
  rows_.emplace(key, Row{entry, {}, false});
  return outcome(media::TableStatus::done);
}

void FakeTable::read_counters(std::uint32_t owner, const CounterVisitor& visit) {
  // Copied first: the visitor may change the table.
  std::vector<std::pair<net::Endpoint, media::ForwardCounters>> readings;
  {
    const std::lock_guard guard(mutex_);
    for (const auto& [key, row] : rows_)
      if (row.entry.owner == owner && !row.left_behind)
        readings.emplace_back(row.entry.local, row.counters);
  }
  for (const auto& [local, counters] : readings) visit(local, counters);
}

std::size_t FakeTable::size() const {
  const std::lock_guard guard(mutex_);
  return rows_.size();
}

base::Result<std::vector<media::ForwardEntry>> FakeTable::adopt() {
  const std::lock_guard guard(mutex_);
  if (lost_) return base::Error{"taking over the kernel table's entries failed: " + trouble_};
  std::vector<media::ForwardEntry> adopted;
  for (auto& [key, row] : rows_) {
    if (!std::exchange(row.left_behind, false)) continue;
    adopted.push_back(row.entry);
  }
  return adopted;
}

base::Result<void> FakeTable::clear() {
  const std::lock_guard guard(mutex_);
  if (lost_) return base::Error{"clearing the kernel table failed: " + trouble_};
  rows_.clear();
  return {};
}

std::string FakeTable::trouble() const {
  const std::lock_guard guard(mutex_);
  return trouble_;
}

void FakeTable::add_traffic(const net::Endpoint& local, std::uint64_t packets, std::uint64_t bytes,
                            std::uint64_t errors) {
  const std::lock_guard guard(mutex_);
  const auto row = rows_.find(local.to_string());
  if (row == rows_.end()) return;
  row->second.counters.packets += packets;
  row->second.counters.bytes += bytes;
  row->second.counters.errors += errors;
}

void FakeTable::fail_next(std::size_t number, media::TableStatus status) {
  const std::lock_guard guard(mutex_);
  failures_left_ = number;
  failure_ = status;
}

void FakeTable::lose(std::string reason) {
  const std::lock_guard guard(mutex_);
  trouble_ = std::move(reason);
  rows_.clear();
  lost_ = true;
}

void FakeTable::leave_behind(const media::ForwardEntry& entry) {
  const std::lock_guard guard(mutex_);
  rows_[entry.local.to_string()] = Row{entry, {}, true};
}

std::optional<media::ForwardEntry> FakeTable::find(const net::Endpoint& local) const {
  const std::lock_guard guard(mutex_);
  const auto row = rows_.find(local.to_string());
  if (row == rows_.end()) return std::nullopt;
  return row->second.entry;
}

std::vector<media::TableChange> FakeTable::history() const {
  const std::lock_guard guard(mutex_);
  return history_;
}

}  // namespace rtpengine::kernel
