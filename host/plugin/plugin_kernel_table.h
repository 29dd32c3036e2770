// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin's back end of the kernel table, as the host sees kernel tables.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <vector>

#include "media/kernel_table.h"
#include "plugin/registrations.h"

namespace rtpengine::plugin {

/// Holds the plugin: its code stays mapped as long as this lives. Thread-safe, like every table;
/// the plugin is not called any more once it has said that its table is lost.
class PluginKernelTable final : public media::KernelTable {
 public:
  explicit PluginKernelTable(KernelTableOffer offer);

  std::string_view name() const override { return name_; }
  const media::TableCapabilities& capabilities() const override { return capabilities_; }
  std::vector<media::TableOutcome> apply(std::span<const media::TableChange> changes) override;
  void read_counters(std::uint32_t owner, const CounterVisitor& visit) override;
  std::size_t size() const override;
  base::Result<std::vector<media::ForwardEntry>> adopt() override;
  base::Result<void> clear() override;
  bool usable() const override;
  std::string trouble() const override;

 private:
  /// An answer that breaks the rules of the SDK.
  void complain(const char* function, const char* what) const;

  const KernelTableOffer offer_;
  const std::string name_;
  media::TableCapabilities capabilities_;
  mutable std::mutex mutex_;
  mutable std::string trouble_;
  mutable std::atomic<bool> lost_{false};
};

}  // namespace rtpengine::plugin
