// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks of a plugin's descriptor, on the bytes alone, so that each can be tested without a file.
// Failures are sentences without the file's name, which the loader puts in front.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <rtpengine/plugin.h>

#include "base/result.h"

namespace rtpengine::plugin {

struct SdkVersion {
  std::uint32_t major;
  std::uint32_t minor;
};

inline constexpr SdkVersion kHostSdk{RTPENGINE_SDK_MAJOR, RTPENGINE_SDK_MINOR};

/// Most options, and most names in `after`, that a descriptor may have.
inline constexpr std::uint32_t kMaxOptions = 256;
inline constexpr std::uint32_t kMaxAfter = 64;

/// A lower case letter, then lower case letters, digits and single dashes; up to 63 characters.
bool is_plugin_name(std::string_view name);

/// Check the `available` bytes at `data`, which a plugin calls its descriptor, for a host of this
/// SDK version. Returns a copy: members that the plugin's version did not have are zero, members
/// that this host does not know are left out. Reads no byte beyond `available`, nor beyond what the
/// descriptor says of its size.
base::Result<PluginDescriptor> check_descriptor(const void* data, std::size_t available,
                                                SdkVersion host);

}  // namespace rtpengine::plugin
