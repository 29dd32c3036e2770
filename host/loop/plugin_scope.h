// SPDX-License-Identifier: GPL-3.0-or-later
//
// Marks the time that a worker spends inside of a plugin.
#pragma once

#include "base/clock.h"
#include "base/plugin_copy.h"

namespace rtpengine::loop {

class Worker;

/// While it lives, the watchdog names the plugin if the worker stalls. Costs two plain stores; may
/// be nested. Any thread; does nothing where no worker runs.
class PluginScope {
 public:
  explicit PluginScope(const base::PluginCopy& plugin);
  ~PluginScope();
  PluginScope(const PluginScope&) = delete;
  PluginScope& operator=(const PluginScope&) = delete;

 private:
  Worker* const worker_;
  const char* before_ = nullptr;
};

/// As PluginScope, for callbacks that are not made per packet: one that takes longer than kSlow is
/// counted as a fault and told of in the log, with its name.
class TimedPluginScope {
 public:
  static constexpr base::Time kSlow = 100 * base::kMillisecond;

  /// `callback`: static text, "on_command".
  TimedPluginScope(const base::PluginCopy& plugin, const char* callback);
  ~TimedPluginScope();

 private:
  const PluginScope scope_;
  const base::PluginCopy& plugin_;
  const char* const callback_;
  const base::Time began_;
};

}  // namespace rtpengine::loop
