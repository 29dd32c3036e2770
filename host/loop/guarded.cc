// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports exceptions that nobody caught.
#include "loop/guarded.h"

#include "base/log.h"

namespace rtpengine::loop {

void log_stray_exception(const char* what) noexcept {
  try {
    throw;
  } catch (const std::exception& error) {
    LOG_LIMITED(error, "%s ended by an exception: %s", what, error.what());
  } catch (...) {
    LOG_LIMITED(error, "%s ended by an unknown exception", what);
  }
}

}  // namespace rtpengine::loop
