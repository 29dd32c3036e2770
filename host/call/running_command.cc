// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/running_command.h"

#include <utility>

#include <rtpengine/value_view.h>

#include "base/log.h"
#include "base/slice.h"
#include "call/command_in_work.h"

namespace rtpengine::call {

void HostCommandInWork::refuse(std::string_view reason) {
  LOG_LIMITED(warning, "%s is not finished in time", name_.data());
  reply_error(*std::exchange(sink_, nullptr), reason);
}

const Value* RunningCommand::copy(const Value* arguments) {
  arguments_.clear();
  const auto root = arguments_.dictionary();
  for (const Value& entry : children(arguments)) root.copy(base::to_view(entry.key), entry);
  return arguments_.complete() ? arguments_.root() : nullptr;
}

}  // namespace rtpengine::call
