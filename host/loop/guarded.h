// SPDX-License-Identifier: GPL-3.0-or-later
//
// The last line of defence around callbacks: an exception must not pass through libev, which is C,
// nor end the daemon and all of its calls.
#pragma once

#include <exception>

namespace rtpengine::loop {

/// Log that `what` ended by an exception; for use inside of a catch block.
void log_stray_exception(const char* what) noexcept;

/// Run `work`; an exception is logged, and that is all.
template <typename Work>
void guarded(const char* what, Work&& work) noexcept {
  try {
    work();
  } catch (...) {
    log_stray_exception(what);
  }
}

}  // namespace rtpengine::loop
