// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands of one plugin on their way to the calls: counted, so that a plugin which stops can be
// kept until the last reply was delivered to it.
#pragma once

#include <memory>

#include <rtpengine/command.h>

#include "base/plugin_copy.h"
#include "plugin/work_counter.h"

namespace rtpengine::plugin {

/// Any thread.
class CommandsService final : public CommandsV1 {
 public:
  /// `target` outlives this object, `plugin` also the commands in work.
  CommandsService(CommandsV1& target, const base::PluginCopy& plugin);

  Status submit(const Value* arguments, const CommandOrigin* origin,
                ReplySink* sink) noexcept override;

  WorkCounter& counter() { return *counter_; }
  const WorkCounter& counter() const { return *counter_; }

 private:
  CommandsV1& target_;
  const base::PluginCopy& plugin_;
  std::shared_ptr<WorkCounter> counter_;
};

}  // namespace rtpengine::plugin
