// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/waiting_commands.h"

#include <utility>

namespace rtpengine::call {

WaitingCommands::Ticket WaitingCommands::add(PendingCommand command, unsigned worker,
                                             base::Time now) {
  auto ticket = std::make_shared<Waiting>();
  ticket->command = std::move(command);
  ticket->worker = worker;
  ticket->since = now;
  const std::lock_guard lock(mutex_);
  ticket->place = waiting_.insert(waiting_.end(), ticket);
  return ticket;
}

bool WaitingCommands::take(Waiting& waiting) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(waiting.taken, true)) return false;
  waiting_.erase(waiting.place);
  return true;
}

std::vector<WaitingCommands::Ticket> WaitingCommands::take_older(base::Time time) {
  std::vector<Ticket> older;
  const std::lock_guard lock(mutex_);
  while (!waiting_.empty() && waiting_.front()->since <= time) {
    waiting_.front()->taken = true;
    older.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return older;
}

}  // namespace rtpengine::call
