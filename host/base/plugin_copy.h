// SPDX-License-Identifier: GPL-3.0-or-later
//
// One copy of a plugin in memory, as those folders of the host know it that call into it.
//
// Whoever may still call into a plugin holds its copy: its code stays mapped until nobody does.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace rtpengine::base {

/// Any thread.
class PluginCopy {
 public:
  explicit PluginCopy(std::string name) : name_(std::move(name)) {}
  PluginCopy(const PluginCopy&) = delete;
  PluginCopy& operator=(const PluginCopy&) = delete;

  const std::string& name() const { return name_; }

  /// A callback answered an error, or broke a rule of the SDK.
  void count_fault() const { faults_.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t faults() const { return faults_.load(std::memory_order_relaxed); }

 private:
  const std::string name_;
  mutable std::atomic<std::uint64_t> faults_{0};
};

using PluginHold = std::shared_ptr<const PluginCopy>;

}  // namespace rtpengine::base
