// SPDX-License-Identifier: GPL-3.0-or-later
//
// Between the SDK's Slice and the library's string_view.
#pragma once

#include <string_view>

#include <rtpengine/types.h>

namespace rtpengine::base {

inline Slice to_slice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view to_view(Slice slice) { return {slice.data, slice.size}; }

}  // namespace rtpengine::base
