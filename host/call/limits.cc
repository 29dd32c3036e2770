// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/limits.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace rtpengine::call {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const char* path) { return File(std::fopen(path, "re"), &std::fclose); }

}  // namespace

void LoadMonitor::sample(base::Time now) {
  double load = 0;
  if (::getloadavg(&load, 1) == 1) load_.store(load, std::memory_order_relaxed);
  sample_cpu();
  std::uint64_t bytes = 0;
  for (const auto& worker : received_bytes_) bytes += worker.load(std::memory_order_relaxed);
  if (last_sample_ != 0 && now > last_sample_) {
    bytes_per_second_.store(
        double(bytes - last_bytes_) * double(base::kSecond) / double(now - last_sample_),
        std::memory_order_relaxed);
  }
  last_bytes_ = bytes;
  last_sample_ = now;
}

/// First line of proc_stat(5): user nice system idle iowait irq softirq steal.
void LoadMonitor::sample_cpu() {
  const File stat = open_file("/proc/stat");
  if (!stat) return;
  unsigned long long t[8] = {};
  if (std::fscanf(stat.get(), "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &t[0], &t[1], &t[2],
                  &t[3], &t[4], &t[5], &t[6], &t[7]) < 4) {
    return;
  }
  std::uint64_t total = 0;
  for (const auto ticks : t) total += ticks;
  const std::uint64_t busy = total - t[3] - t[4];
  if (last_total_ != 0 && total > last_total_) {
    cpu_percent_.store(100.0 * double(busy - last_busy_) / double(total - last_total_),
                       std::memory_order_relaxed);
  }
  last_busy_ = busy;
  last_total_ = total;
}

void LoadMonitor::set(double load, double cpu_percent, double bytes_per_second) {
  load_ = load;
  cpu_percent_ = cpu_percent;
  bytes_per_second_ = bytes_per_second;
}

std::optional<std::string_view> limit_reached(const Settings& settings, std::size_t sessions,
                                              const LoadMonitor& monitor) {
  if (settings.max_sessions && sessions >= *settings.max_sessions) return kSessionLimitText;
  if (settings.max_cpu && monitor.cpu_percent() >= *settings.max_cpu) {
    return "CPU usage limit exceeded";
  }
  if (settings.max_load && monitor.load() >= *settings.max_load) return "Load limit exceeded";
  if (settings.max_bandwidth && monitor.bytes_per_second() >= double(*settings.max_bandwidth)) {
    return "Bandwidth limit exceeded";
  }
  return std::nullopt;
}

}  // namespace rtpengine::call
