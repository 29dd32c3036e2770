// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/memory.h"

#include <malloc.h>

#include <algorithm>

namespace rtpengine::app {

bool MemoryTrim::is_due(std::size_t calls, std::size_t most) {
  most_ = std::max({most_, calls, most});
  if (most_ < kFewCalls || calls > most_ / 2) return false;
  most_ = calls;
  return true;
}

void MemoryTrim::look(std::size_t calls, std::size_t most) {
  if (is_due(calls, most)) malloc_trim(0);
}

}  // namespace rtpengine::app
