// SPDX-License-Identifier: GPL-3.0-or-later
//
// The table that is not there.
#include "kernel/null_table.h"

#include <utility>

namespace rtpengine::kernel {

NullTable::NullTable(std::string reason) : reason_(std::move(reason)) {}

const media::TableCapabilities& NullTable::capabilities() const {
  static const media::TableCapabilities nothing;
  return nothing;
}

std::vector<media::TableOutcome> NullTable::apply(std::span<const media::TableChange> changes) {
  return std::vector<media::TableOutcome>(changes.size());
}

void NullTable::read_counters(std::uint32_t, const CounterVisitor&) {}

base::Result<std::vector<media::ForwardEntry>> NullTable::adopt() {
  return std::vector<media::ForwardEntry>{};
}

base::Result<void> NullTable::clear() { return {}; }

}  // namespace rtpengine::kernel
