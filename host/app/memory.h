// SPDX-License-Identifier: GPL-3.0-or-later
//
// Memory that ended calls have used goes back to the system.
#pragma once

#include <cstddef>

namespace rtpengine::app {

/// Notices that many calls have ended. Small blocks, which calls consist of, go back only when the
/// allocator is told to look for whole free pages; that takes milliseconds, so it is not done for a
/// few calls.
class MemoryTrim {
 public:
  static constexpr std::size_t kFewCalls = 100;

  /// Whether at most half of the calls are left that there were at some time since this last said
  /// yes. `most`: the most since it was asked last.
  bool is_due(std::size_t calls, std::size_t most);

  /// Give back what is free, if that is due.
  void look(std::size_t calls, std::size_t most);

 private:
  std::size_t most_ = 0;
};

}  // namespace rtpengine::app
