// SPDX-License-Identifier: GPL-3.0-or-later
//
// Distance of names: optimal string alignment.
#include "app/nearest.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace rtpengine::app {
namespace {

constexpr std::size_t kLongestName = 64;

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view wrong, std::span<const std::string> candidates) {
  if (wrong.size() > kLongestName) return {};
  const std::string* best = nullptr;
  // A third of the name may be wrong.
  std::size_t best_distance = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t found = distance(wrong, candidate);
    if (found < best_distance) {
      best_distance = found;
      best = &candidate;
    }
  }
  return best ? *best : std::string();
}

}  // namespace rtpengine::app
