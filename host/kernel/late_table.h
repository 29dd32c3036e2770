// SPDX-License-Identifier: GPL-3.0-or-later
//
// A kernel table that is chosen later: calls are set up with it before there are plugins, and it
// becomes what was chosen once those have started.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "kernel/null_table.h"

namespace rtpengine::kernel {

/// Thread-safe, like every table.
class LateTable final : public media::KernelTable {
 public:
  /// Not usable until `bind`.
  LateTable();

  /// Be this table from now on. Once, before the first call; main thread.
  void bind(std::unique_ptr<media::KernelTable> table);

  /// Not usable any more, for `reason`. A thread that is in a function of the bound table may still
  /// be there when this returns; the table itself lives as long as this object. Main thread.
  void unbind(std::string reason);

  std::string_view name() const override { return now().name(); }
  const media::TableCapabilities& capabilities() const override { return now().capabilities(); }
  std::vector<media::TableOutcome> apply(std::span<const media::TableChange> changes) override {
    return now().apply(changes);
  }
  void read_counters(std::uint32_t owner, const CounterVisitor& visit) override {
    now().read_counters(owner, visit);
  }
  std::size_t size() const override { return now().size(); }
  base::Result<std::vector<media::ForwardEntry>> adopt() override { return now().adopt(); }
  base::Result<void> clear() override { return now().clear(); }
  bool usable() const override { return now().usable(); }
  std::string trouble() const override { return now().trouble(); }

 private:
  media::KernelTable& now() const { return *now_.load(std::memory_order_acquire); }

  NullTable before_;
  std::unique_ptr<media::KernelTable> bound_;
  std::unique_ptr<NullTable> after_;
  std::atomic<media::KernelTable*> now_;
};

}  // namespace rtpengine::kernel
