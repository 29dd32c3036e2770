// SPDX-License-Identifier: GPL-3.0-or-later
//
// "Did you mean": the right name nearest to a wrong one.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rtpengine::app {

/// The candidate with the fewest typing errors (insertions, deletions, changed and swapped
/// characters) to `wrong`; empty if none is near, so that nobody is sent astray.
std::string nearest(std::string_view wrong, std::span<const std::string> candidates);

}  // namespace rtpengine::app
