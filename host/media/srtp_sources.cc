// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_sources.h"

namespace rtpengine::media {

std::int64_t guess_srtp_index(std::uint64_t highest, std::uint16_t sequence) {
  constexpr int kHalf = 0x8000;
  const int newest = std::uint16_t(highest);
  auto rollovers = std::int64_t(highest >> 16);
  if (newest < kHalf) {
    if (sequence - newest > kHalf) --rollovers;
  } else if (newest - kHalf > sequence) {
    ++rollovers;
  }
  return rollovers * 0x10000 + sequence;
}

SrtpSource* SrtpSources::search(std::uint32_t ssrc) {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (all_[i].ssrc != ssrc) continue;
    latest_ = i;
    return &all_[i];
  }
  return nullptr;
}

SrtpSource& SrtpSources::add(std::uint32_t ssrc) {
  latest_ = all_.size();
  all_.emplace_back().ssrc = ssrc;
  return all_.back();
}

void SrtpSources::forget_oldest() {
  all_.erase(all_.begin());
  latest_ = 0;
}

void SrtpSources::begin_new_keys() {
  for (SrtpSource& source : all_) {
    source.window.clear();
    source.doubtful = true;
    source.failures = 0;
  }
}

void SrtpSources::describe(base::Fields& fields) {
  fields.list("sources", all_, kMax, [&fields](SrtpSource& source) {
    fields.number("ssrc", source.ssrc);
    fields.number("shift", source.shift);
    source.window.describe(fields);
    if (fields.reading()) source.doubtful = true;
  });
  fields.number("latest", latest_, 0, kMax);
}

}  // namespace rtpengine::media
