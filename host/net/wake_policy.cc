// SPDX-License-Identifier: GPL-3.0-or-later
//
// Switching between waking on arrival and waking on a grid.
#include "net/wake_policy.h"

namespace rtpengine::net {

bool WakePolicy::on_wakeup(base::Time now, std::size_t packets) {
  in_window_ += packets;
  const base::Time elapsed = now - window_start_;
  if (elapsed < (on_grid_ ? kQuietWindow : kBusyWindow)) return on_grid_;
  const double rate =
      static_cast<double>(in_window_) * base::kMillisecond / static_cast<double>(elapsed);
  on_grid_ = on_grid_ ? rate >= kQuietPerMillisecond : rate >= kBusyPerMillisecond;
  window_start_ = now;
  in_window_ = 0;
  return on_grid_;
}

}  // namespace rtpengine::net
