// SPDX-License-Identifier: GPL-3.0-or-later
//
// A kernel table in memory, for tests: it remembers what it was told, forwards nothing, and has
// counters, failures and its own loss put into it.
#pragma once

#include <atomic>
#include <map>
#include <mutex>

#include "media/kernel_table.h"

namespace rtpengine::kernel {

/// Thread-safe, like every table.
class FakeTable final : public media::KernelTable {
 public:
  /// Plain RTP, both families and between them, any number of entries.
  FakeTable();
  explicit FakeTable(const media::TableCapabilities& capabilities);

  std::string_view name() const override { return "fake"; }
  const media::TableCapabilities& capabilities() const override { return capabilities_; }
  std::vector<media::TableOutcome> apply(std::span<const media::TableChange> changes) override;
  void read_counters(std::uint32_t owner, const CounterVisitor& visit) override;
  std::size_t size() const override;
  base::Result<std::vector<media::ForwardEntry>> adopt() override;
  base::Result<void> clear() override;
  bool usable() const override { return !lost_; }
  std::string trouble() const override;

  // What a test does to it.

  /// As if the kernel had forwarded more.
  void add_traffic(const net::Endpoint& local, std::uint64_t packets, std::uint64_t bytes,
                   std::uint64_t errors = 0);
  /// The next `number` changes fail with `status`.
  void fail_next(std::size_t number, media::TableStatus status);
  /// The table goes away for good.
  void lose(std::string reason);
  /// An entry left behind by a daemon before us.
  void leave_behind(const media::ForwardEntry& entry);

  // What a test asks it.

  std::optional<media::ForwardEntry> find(const net::Endpoint& local) const;
  /// Every change asked for, whether it worked or not. The latest 10,000.
  std::vector<media::TableChange> history() const;

 private:
  struct Row {
    media::ForwardEntry entry;
    media::ForwardCounters counters;
    bool left_behind = false;
  };
  media::TableOutcome apply_one(const media::TableChange& change);
  media::TableOutcome put(const media::ForwardEntry& entry);

  const media::TableCapabilities capabilities_;
  mutable std::mutex mutex_;
  std::map<std::string, Row> rows_;  ///< by the text of the local endpoint
  std::vector<media::TableChange> history_;
  std::size_t failures_left_ = 0;
  media::TableStatus failure_ = media::TableStatus::failed;
  std::atomic<bool> lost_{false};
  std::string trouble_;
};

}  // namespace rtpengine::kernel
