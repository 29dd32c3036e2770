// SPDX-License-Identifier: GPL-3.0-or-later
#include "loop/plugin_scope.h"

#include "base/log.h"
#include "loop/worker.h"

namespace rtpengine::loop {

WhereaboutsScope::WhereaboutsScope(const char* plugin, bool in_call) : worker_(Worker::current()) {
  if (worker_ == nullptr) return;
  Whereabouts& now = worker_->whereabouts();
  // Written by one thread only: no exchange is needed.
  plugin_before_ = now.plugin.load(std::memory_order_relaxed);
  in_call_before_ = now.in_call;
  now.plugin.store(plugin, std::memory_order_relaxed);
  now.in_call = in_call || in_call_before_;
}

WhereaboutsScope::~WhereaboutsScope() {
  if (worker_ == nullptr) return;
  Whereabouts& now = worker_->whereabouts();
  now.plugin.store(plugin_before_, std::memory_order_relaxed);
  now.in_call = in_call_before_;
}

WorkScope::WorkScope(const char* work) : worker_(Worker::current()) {
  if (worker_ == nullptr) return;
  std::atomic<const char*>& now = worker_->whereabouts().work;
  work_before_ = now.load(std::memory_order_relaxed);
  now.store(work, std::memory_order_relaxed);
}

WorkScope::~WorkScope() {
  if (worker_ != nullptr)
    worker_->whereabouts().work.store(work_before_, std::memory_order_relaxed);
}

Stopwatch::Stopwatch(Worker* worker)
    : worker_(worker),
      inner_before_(worker != nullptr ? worker->whereabouts().timed : 0),
      began_(base::monotonic_now()) {}

base::Time Stopwatch::stop() {
  const base::Time took = base::monotonic_now() - began_;
  if (worker_ == nullptr) return took;
  base::Time& timed = worker_->whereabouts().timed;
  const base::Time inner = timed - inner_before_;
  timed = inner_before_ + took;
  return took - inner;
}

TimedPluginScope::TimedPluginScope(const base::PluginCopy& plugin, const char* callback,
                                   bool in_call)
    : WhereaboutsScope(plugin.name().c_str(), in_call),
      plugin_(plugin),
      callback_(callback),
      stopwatch_(worker()) {}

TimedPluginScope::~TimedPluginScope() {
  const base::Time took = stopwatch_.stop();
  if (took <= kSlow) return;
  plugin_.count_fault();
  LOG_LIMITED(warning, "plugin '%s' took %.1f s in %s; %s waited for it", plugin_.name().c_str(),
              static_cast<double>(took) / base::kSecond, callback_,
              worker() != nullptr ? "media of this worker" : "the main thread");
}

HostScope::HostScope() : WhereaboutsScope(nullptr, false), stopwatch_(worker()) {}

HostScope::~HostScope() { stopwatch_.stop(); }

}  // namespace rtpengine::loop
