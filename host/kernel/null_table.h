// SPDX-License-Identifier: GPL-3.0-or-later
//
// No kernel table: every stream stays in user space.
#pragma once

#include "media/kernel_table.h"

namespace rtpengine::kernel {

class NullTable final : public media::KernelTable {
 public:
  /// `reason`: why there is no table, for explain.
  explicit NullTable(std::string reason);

  std::string_view name() const override { return "none"; }
  const media::TableCapabilities& capabilities() const override;
  std::vector<media::TableOutcome> apply(std::span<const media::TableChange> changes) override;
  void read_counters(std::uint32_t owner, const CounterVisitor& visit) override;
  std::size_t size() const override { return 0; }
  base::Result<std::vector<media::ForwardEntry>> adopt() override;
  base::Result<void> clear() override;
  bool usable() const override { return false; }
  std::string trouble() const override { return reason_; }

 private:
  const std::string reason_;
};

}  // namespace rtpengine::kernel
