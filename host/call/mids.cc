// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/mids.h"

#include <algorithm>
#include <cstddef>

namespace rtpengine::call {
namespace {

using Mids = std::vector<std::string>;

bool taken(const Mids& mids, std::string_view mid) {
  return std::find(mids.begin(), mids.end(), mid) != mids.end();
}

/// The first number from this one on that is free.
std::string free_number(const Mids& mids, std::size_t number) {
  while (taken(mids, std::to_string(number))) ++number;
  return std::to_string(number);
}

}  // namespace

Mids choose_mids(std::span<const MidChoice> media, bool generate) {
  Mids mids;
  for (const MidChoice& choice : media) mids.emplace_back(choice.own);
  for (std::size_t i = 0; i < media.size(); ++i) {
    if (mids[i].empty() && !taken(mids, media[i].offered)) mids[i] = media[i].offered;
  }
  for (std::size_t i = 0; i < media.size(); ++i) {
    if (!mids[i].empty()) continue;
    if (generate || !media[i].offered.empty()) mids[i] = free_number(mids, i + 1);
  }
  return mids;
}

}  // namespace rtpengine::call
