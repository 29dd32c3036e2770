// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/call_events.h"

#include "base/value_tree.h"
#include "call/query.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {
namespace {

template <typename Tell>
void tell_all(const Call& call, const char* callback, Tell tell) {
  for (const ObserverExtension& observer : call.extensions().observers) {
    const loop::TimedPluginScope scope(*observer.plugin, callback);
    tell(*observer.object);
  }
}

}  // namespace

void tell_created(const Call& call) {
  tell_all(call, "on_call_created",
           [&](CallObserver& observer) { observer.on_call_created(call.handle()); });
}

void tell_changed(const Call& call) {
  tell_all(call, "on_call_changed",
           [&](CallObserver& observer) { observer.on_call_changed(call.handle()); });
}

void tell_ended(const Call& call, EndReason reason) {
  if (call.extensions().observers.empty()) return;
  base::ValueTree tree;
  const auto summary = tree.dictionary();
  describe(call, summary, nullptr, false);
  summary.set("termination", termination_key(reason));
  tell_all(call, "on_call_ended",
           [&](CallObserver& observer) { observer.on_call_ended(call.handle(), tree.root()); });
}

}  // namespace rtpengine::call
