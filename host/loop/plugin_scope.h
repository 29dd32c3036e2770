// SPDX-License-Identifier: GPL-3.0-or-later
//
// Marks what a worker is at work on, and the time that it spends inside of a plugin.
//
// Which plugin runs is one question, for the watchdog; whether a plugin was called about a call, so
// that the call must not be ended or changed under it, is another: see Worker::in_call_callback.
// Scopes may be nested. Any thread; where no worker runs only the time is taken.
#pragma once

#include "base/clock.h"
#include "base/plugin_copy.h"

namespace rtpengine::loop {

class Worker;

/// Notes where the worker's thread is, and puts back what was noted before.
class WhereaboutsScope {
 public:
  WhereaboutsScope(const WhereaboutsScope&) = delete;
  WhereaboutsScope& operator=(const WhereaboutsScope&) = delete;

 protected:
  /// `plugin`: name, or null for the host. `in_call`: for the time of this scope and what is in it.
  WhereaboutsScope(const char* plugin, bool in_call);
  ~WhereaboutsScope();
  Worker* worker() const { return worker_; }

 private:
  Worker* const worker_;
  const char* plugin_before_ = nullptr;
  bool in_call_before_ = false;
};

/// For callbacks about a call, also those made per packet: while it lives, the watchdog names the
/// plugin if the worker stalls, and commands wait for the mailbox. Costs a few plain stores.
class PluginScope : public WhereaboutsScope {
 public:
  explicit PluginScope(const base::PluginCopy& plugin)
      : WhereaboutsScope(plugin.name().c_str(), true) {}
};

/// While it lives, the watchdog says that the worker is at work on this. Not for what is done per
/// packet.
class WorkScope {
 public:
  /// `work`: static text, "packets".
  explicit WorkScope(const char* work);
  ~WorkScope();
  WorkScope(const WorkScope&) = delete;
  WorkScope& operator=(const WorkScope&) = delete;

 private:
  Worker* const worker_;
  const char* work_before_ = nullptr;
};

/// Takes the time that was spent here and not in scopes with a stopwatch inside of this one.
class Stopwatch {
 public:
  explicit Stopwatch(Worker* worker);
  base::Time stop();

 private:
  Worker* const worker_;
  const base::Time inner_before_;
  const base::Time began_;
};

/// As PluginScope, for callbacks that are not made per packet: one that takes longer than kSlow,
/// what the host or another plugin did in it not counted, is a fault and told of in the log, with
/// its name.
class TimedPluginScope : public WhereaboutsScope {
 public:
  static constexpr base::Time kSlow = 100 * base::kMillisecond;

  /// `callback`: static text, "on_command".
  TimedPluginScope(const base::PluginCopy& plugin, const char* callback)
      : TimedPluginScope(plugin, callback, true) {}
  ~TimedPluginScope();

 protected:
  TimedPluginScope(const base::PluginCopy& plugin, const char* callback, bool in_call);

 private:
  const base::PluginCopy& plugin_;
  const char* const callback_;
  Stopwatch stopwatch_;
};

/// As TimedPluginScope, for callbacks that are about no call, those on the main thread among them:
/// a command that the plugin submits in one is carried out at once.
class LoopPluginScope : public TimedPluginScope {
 public:
  LoopPluginScope(const base::PluginCopy& plugin, const char* callback)
      : TimedPluginScope(plugin, callback, false) {}
};

/// For what a plugin asked of the host and the host does before it returns to the plugin: neither a
/// stall nor the time is the plugin's.
class HostScope : public WhereaboutsScope {
 public:
  HostScope();
  ~HostScope();

 private:
  Stopwatch stopwatch_;
};

}  // namespace rtpengine::loop
