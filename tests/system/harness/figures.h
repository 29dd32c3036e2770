// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the system says about a process, for tests of what is given back.
#pragma once

#include <sys/types.h>

#include <cstddef>

namespace rtpengine::harness {

/// Resident memory in kB.
long memory_of(pid_t pid);

/// Open descriptors, of whatever kind.
std::size_t descriptors_of(pid_t pid);

/// Sets the limit of the process so that it can open `free` more. The limit; 0: it can't be set.
std::size_t leave_descriptors(pid_t pid, std::size_t free);

}  // namespace rtpengine::harness
