// SPDX-License-Identifier: GPL-3.0-or-later
//
// A look at a file before the dynamic loader maps it: mapping a truncated shared object can end the
// process instead of failing.
#pragma once

#include <string>

#include "base/result.h"

namespace rtpengine::plugin {

/// Whether `path` is a regular file that holds a whole shared object for this machine, as far as
/// its headers tell. Failures are sentences without the path. Blocks on the disk.
base::Result<void> check_elf(const std::string& path);

}  // namespace rtpengine::plugin
