// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/replay_window.h"

namespace rtpengine::media {
namespace {

constexpr unsigned kWord = 64;

}  // namespace

void ReplayWindow::note(std::uint64_t index) {
  if (empty()) {
    skip_to(index);
    return;
  }
  if (index <= highest_) {
    const std::uint64_t age = highest_ - index;
    (age < kWord ? recent_ : older_) |= std::uint64_t{1} << age % kWord;
    return;
  }
  const std::uint64_t steps = index - highest_;
  if (steps < kWord) {
    older_ = older_ << steps | recent_ >> (kWord - steps);
    recent_ = recent_ << steps | 1;
  } else {
    older_ = steps < kSize ? recent_ << (steps - kWord) : 0;
    recent_ = 1;
  }
  highest_ = index;
}

void ReplayWindow::skip_to(std::uint64_t index) {
  highest_ = index;
  recent_ = 1;
  older_ = 0;
}

void ReplayWindow::describe(base::Fields& fields) {
  fields.number("highest", highest_, 0, kMaxIndex);
  fields.bits("recent", recent_);
  fields.bits("older", older_);
}

}  // namespace rtpengine::media
