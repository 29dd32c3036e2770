// SPDX-License-Identifier: GPL-3.0-or-later
//
// Entries of kernel tables, in the host's form and in that of the SDK.
#pragma once

#include <optional>
#include <vector>

#include <rtpengine/kernel_table.h>

#include "call/sdk_packet.h"
#include "media/kernel_table.h"

namespace rtpengine::plugin {

media::TableCapabilities from_sdk(const KernelCapabilities& capabilities);
media::ForwardCounters from_sdk(const KernelCounters& counters);
/// None if it is not well-formed: unknown suites, counts without what they count.
std::optional<media::ForwardEntry> from_sdk(const KernelEntry& entry);
/// Whatever the table says that this host does not know is `failed`.
media::TableStatus from_sdk(KernelStatus status);

using call::from_sdk;
using call::to_sdk;
/// What the result points at is in `entry` and in `outputs`, which it fills.
KernelEntry to_sdk(const media::ForwardEntry& entry, std::vector<KernelOutput>& outputs);

}  // namespace rtpengine::plugin
