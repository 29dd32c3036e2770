// SPDX-License-Identifier: GPL-3.0-or-later
//
// Logging for one plugin: its name in front of each line, its limits in a table of fixed size.
#pragma once

#include <array>
#include <atomic>
#include <string>

#include <rtpengine/host.h>

#include "base/log.h"

namespace rtpengine::plugin {

/// Any thread.
class LogService final : public LogV1 {
 public:
  explicit LogService(std::string plugin_name);

  std::uint32_t enabled(LogLevel level) noexcept override;
  void write(LogLevel level, Slice call_id, Slice text) noexcept override;
  void write_limited(const char* key, LogLevel level, Slice call_id, Slice text) noexcept override;

  /// Keys beyond this number share one limit.
  static constexpr std::size_t kMaxKeys = 64;

 private:
  struct Slot {
    std::atomic<const char*> key{nullptr};
    base::log::RateLimit limit;
  };

  base::log::RateLimit& limit_of(const char* key);

  const std::string name_;
  std::array<Slot, kMaxKeys> slots_;
  base::log::RateLimit shared_limit_;
};

}  // namespace rtpengine::plugin
