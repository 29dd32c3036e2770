// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often something may be done: a burst, then once in each interval.
#pragma once

#include <algorithm>

#include "config.h"

namespace rtpengine::dtls {

class Budget {
 public:
  /// Take one. False: there is none left now.
  bool take(const Limits& limits, Micros now) noexcept {
    const Micros whole = limits.burst * limits.interval;
    // What was spent, as time: it is paid back as time passes.
    spent_until_ = std::max(spent_until_, now);
    if (spent_until_ - now + limits.interval > whole) return false;
    spent_until_ += limits.interval;
    return true;
  }

 private:
  Micros spent_until_ = 0;
};

}  // namespace rtpengine::dtls
