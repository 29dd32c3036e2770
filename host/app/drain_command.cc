// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drain_command.h"

#include <string>

#include <rtpengine/value_view.h>

#include "base/log.h"

namespace rtpengine::app {

base::Result<void> DrainCommand::run(const Value* arguments, const base::DictionaryBuilder& reply) {
  const std::string_view action = get_text(arguments, "action", "start");
  if (action == "start" || action == "cancel") {
    set(action == "start");
  } else if (action != "status") {
    return base::Error{"Unknown action '" + std::string(action) +
                       "': there are start, cancel and status"};
  }
  reply.set("draining", draining_ ? 1 : 0);
  reply.set("calls", surroundings_.call_count());
  return {};
}

void DrainCommand::set(bool draining) {
  if (draining == draining_) return;
  draining_ = draining;
  surroundings_.turn_new_calls_away(draining);
  LOG(notice, "%s; %zu calls are up",
      draining ? "drain: new calls are turned away" : "drain is cancelled: new calls are taken",
      surroundings_.call_count());
}

void DrainCommand::look() {
  if (!draining_ || ended_ || surroundings_.call_count() != 0) return;
  ended_ = true;
  LOG(notice, "drain: the last call has ended");
  surroundings_.end();
}

}  // namespace rtpengine::app
