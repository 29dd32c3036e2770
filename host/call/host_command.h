// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands about the daemon itself, which other parts of the host answer on the main thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"
#include "loop/mailbox.h"

namespace rtpengine::call {

struct HostCommand {
  std::string name;  ///< as in the key `command`
  /// Main thread. The arguments are the client's; `result` is added to the reply afterwards.
  std::function<base::Result<void>(const Value* arguments, const base::DictionaryBuilder& reply)>
      handler;
};

/// How they get there.
struct HostCommands {
  std::vector<HostCommand> commands;
  /// Runs a task on the main thread soon; false: it is too busy. Any thread.
  std::function<bool(loop::Task)> post;
};

}  // namespace rtpengine::call
