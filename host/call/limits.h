// SPDX-License-Identifier: GPL-3.0-or-later
//
// The limits that turn new calls away: sessions, load, CPU, bandwidth.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "call/settings.h"

namespace rtpengine::call {

/// How busy machine and daemon are. sample() on one thread, every half second or so; the rest on
/// any thread.
class LoadMonitor {
 public:
  explicit LoadMonitor(unsigned workers) : received_bytes_(workers) {}

  /// Read /proc/loadavg and /proc/stat, and work out the bandwidth since the last call.
  void sample(base::Time now);

  /// A worker reports how many bytes of media it has received altogether.
  void note_received(unsigned worker, std::uint64_t bytes) {
    received_bytes_[worker].store(bytes, std::memory_order_relaxed);
  }

  double load() const { return load_.load(std::memory_order_relaxed); }
  double cpu_percent() const { return cpu_percent_.load(std::memory_order_relaxed); }
  double bytes_per_second() const { return bytes_per_second_.load(std::memory_order_relaxed); }

  /// For tests, instead of sample().
  void set(double load, double cpu_percent, double bytes_per_second);

 private:
  void sample_cpu();

  std::vector<std::atomic<std::uint64_t>> received_bytes_;
  std::atomic<double> load_{0};
  std::atomic<double> cpu_percent_{0};
  std::atomic<double> bytes_per_second_{0};
  std::uint64_t last_busy_ = 0;
  std::uint64_t last_total_ = 0;
  std::uint64_t last_bytes_ = 0;
  base::Time last_sample_ = 0;
};

/// The limit that forbids one more call, as the text of the reply; nothing if none does.
/// `sessions`: calls up now, the new one not included.
std::optional<std::string_view> limit_reached(const Settings& settings, std::size_t sessions,
                                              const LoadMonitor& monitor);

/// Why there are no new calls while the daemon drains.
inline constexpr std::string_view kDrainingText = "No new calls: this daemon is being drained";

/// The text for clients that don't support `load limit`, whatever the limit was.
inline constexpr std::string_view kSessionLimitText = "Parallel session limit reached";

}  // namespace rtpengine::call
