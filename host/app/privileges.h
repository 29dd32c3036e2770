// SPDX-License-Identifier: GPL-3.0-or-later
//
// Capabilities (capabilities(7)) that the daemon keeps when it has started; all others it gives up.
#pragma once

#include <cstdint>
#include <string>

#include "app/configuration.h"
#include "base/result.h"

namespace rtpengine::app {

/// Bit n: capability n.
using CapabilitySet = std::uint64_t;

/// What a daemon of this configuration needs while it runs. `steered`: its packet engine is that
/// one; `table_plugin`: a plugin is loaded that may offer a kernel table.
CapabilitySet needed_capabilities(const Configuration& configuration, bool steered,
                                  bool table_plugin);

/// Give up all capabilities but these, also for programs that are started later, where we may say
/// so. Holds for the calling thread and for threads that it makes later: call it before there are
/// any. Returns those that are left.
base::Result<CapabilitySet> keep_capabilities(CapabilitySet wanted);

/// "NET_ADMIN, NET_RAW", of those that needed_capabilities knows; "none".
std::string capability_names(CapabilitySet set);

}  // namespace rtpengine::app
