// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counts what this thread allocates with operator new, for tests of what must not.
#pragma once

#include <cstddef>

namespace rtpengine::call {

/// Allocations of this thread since it was made.
class AllocationCount {
 public:
  AllocationCount();
  std::size_t value() const;

 private:
  std::size_t before_;
};

}  // namespace rtpengine::call
