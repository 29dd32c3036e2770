// SPDX-License-Identifier: GPL-3.0-or-later
#include "loop/plugin_scope.h"

#include "base/log.h"
#include "loop/worker.h"

namespace rtpengine::loop {

PluginScope::PluginScope(const base::PluginCopy& plugin) : worker_(Worker::current()) {
  if (worker_ != nullptr) before_ = worker_->enter_plugin(plugin.name().c_str());
}

PluginScope::~PluginScope() {
  if (worker_ != nullptr) worker_->enter_plugin(before_);
}

TimedPluginScope::TimedPluginScope(const base::PluginCopy& plugin, const char* callback)
    : scope_(plugin), plugin_(plugin), callback_(callback), began_(base::monotonic_now()) {}

TimedPluginScope::~TimedPluginScope() {
  const base::Time took = base::monotonic_now() - began_;
  if (took <= kSlow) return;
  plugin_.count_fault();
  LOG_LIMITED(warning, "plugin '%s' took %.1f s in %s; media of this worker waited for it",
              plugin_.name().c_str(), static_cast<double>(took) / base::kSecond, callback_);
}

}  // namespace rtpengine::loop
