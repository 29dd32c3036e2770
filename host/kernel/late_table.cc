// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernel/late_table.h"

#include <utility>

namespace rtpengine::kernel {

LateTable::LateTable() : before_("it is not chosen yet"), now_(&before_) {}

void LateTable::bind(std::unique_ptr<media::KernelTable> table) {
  bound_ = std::move(table);
  now_.store(bound_.get(), std::memory_order_release);
}

void LateTable::unbind(std::string reason) {
  if (after_ != nullptr) return;
  after_ = std::make_unique<NullTable>(std::move(reason));
  now_.store(after_.get(), std::memory_order_release);
}

}  // namespace rtpengine::kernel
