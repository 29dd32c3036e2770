// SPDX-License-Identifier: GPL-3.0-or-later
//
// Commands that wait for a thread, so that their clients can be answered when it does not come.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <rtpengine/command.h>

#include "base/clock.h"

namespace rtpengine::call {

struct CommandEntry;

/// A command on its way to its worker.
struct PendingCommand {
  const CommandEntry* entry;  ///< null: one that is not of the table of commands
  const Value* arguments;
  ReplySink* sink;
  std::string origin;  ///< address and port of the client; empty: not known
};

/// Thread-safe. Each command is taken once: by the thread that is to run it, or by whoever refuses
/// it because that thread does not come to it.
class WaitingCommands {
 public:
  struct Waiting {
    PendingCommand command;
    unsigned worker;
    base::Time since;

   private:
    friend class WaitingCommands;
    std::list<std::shared_ptr<Waiting>>::iterator place;
    bool taken = false;
  };
  using Ticket = std::shared_ptr<Waiting>;

  Ticket add(PendingCommand command, unsigned worker, base::Time now);
  /// False: somebody else has it.
  bool take(Waiting& waiting);
  /// Takes all that have been waiting since `time` or longer.
  std::vector<Ticket> take_older(base::Time time);

 private:
  std::mutex mutex_;
  std::list<Ticket> waiting_;  ///< the oldest first; guarded by the mutex
};

}  // namespace rtpengine::call
