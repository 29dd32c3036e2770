// SPDX-License-Identifier: GPL-3.0-or-later
//
// A range of UDP ports.
#pragma once

#include <cstdint>
#include <string>

namespace rtpengine::net {

struct PortRange {
  std::uint16_t min = 30000;  ///< inclusive
  std::uint16_t max = 40000;  ///< inclusive

  /// Neither empty nor containing port 0.
  bool valid() const { return min > 0 && min <= max; }
  /// "30000-40000"
  std::string to_string() const { return std::to_string(min) + '-' + std::to_string(max); }
  bool operator==(const PortRange&) const = default;
};

}  // namespace rtpengine::net
