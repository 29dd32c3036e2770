// SPDX-License-Identifier: GPL-3.0-or-later
//
// Collects what is logged while it lives.
#pragma once

#include <mutex>
#include <string>
#include <utility>

#include "base/log.h"

namespace rtpengine::loop {

class CapturedLog {
 public:
  CapturedLog() : before_(base::log::settings()) {
    base::log::Settings plain;
    plain.to_stderr = true;
    plain.timestamps = false;
    plain.rate_limits = false;
    base::log::configure(plain);
    base::log::set_sink([this](LogLevel, base::log::Channel, std::string_view line) {
      const std::lock_guard lock(mutex_);
      text_ += line;
      text_ += '\n';
    });
  }
  ~CapturedLog() {
    base::log::set_sink(nullptr);
    base::log::configure(before_);
  }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  /// What came since the last call.
  std::string take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(text_, {});
  }

 private:
  const base::log::Settings before_;
  std::mutex mutex_;
  std::string text_;
};

}  // namespace rtpengine::loop
