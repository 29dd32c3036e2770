// SPDX-License-Identifier: GPL-3.0-or-later
//
// Scheduling of threads, and what else the process asks of the system.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace rtpengine::app {

/// How a thread is scheduled: options `scheduling` and `priority` of the workers, `idle-scheduling`
/// and `idle-priority` of the main thread.
struct ThreadScheduling {
  std::optional<int> policy;    ///< SCHED_FIFO, ...; empty: as it is
  std::optional<int> priority;  ///< real-time priority, or nice value without a real-time policy

  /// From the options' values; fails when the priority does not fit the policy.
  static base::Result<ThreadScheduling> from(const std::string& policy,
                                             std::optional<int> priority);
  bool operator==(const ThreadScheduling&) const = default;
};

/// Schedule the calling thread, and with it threads that it makes later; the error says what the
/// system refused.
base::Result<void> apply_scheduling(const ThreadScheduling& scheduling);

/// CPUs this process may run on, at least 1.
unsigned usable_cpus();

/// Raise the limit of open files to the hard limit; returns the limit in force.
unsigned long raise_open_files_limit();

}  // namespace rtpengine::app
