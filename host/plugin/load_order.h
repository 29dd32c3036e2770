// SPDX-License-Identifier: GPL-3.0-or-later
//
// In which order plugins are brought up.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace rtpengine::plugin {

/// What the order depends on; of one plugin.
struct OrderItem {
  std::string name;
  std::vector<std::string> after;  ///< names of those that have to come before
};

struct LoadOrder {
  /// Indexes of the items, each after those that it has to come after; as given where that leaves a
  /// choice.
  std::vector<std::size_t> order;
  /// Indexes of the items that cannot be used, as given, and a sentence why: one that they need is
  /// not there, or cannot be used, or they need each other in a circle.
  std::vector<std::pair<std::size_t, std::string>> refused;
};

/// Pure. Names differ from each other.
LoadOrder load_order(const std::vector<OrderItem>& items);

}  // namespace rtpengine::plugin
