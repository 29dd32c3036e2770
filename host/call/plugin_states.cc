// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/plugin_states.h"

#include <algorithm>
#include <utility>

#include "loop/plugin_scope.h"

namespace rtpengine::call {

std::vector<PluginStates::Entry>::const_iterator PluginStates::find(
    const base::PluginCopy& plugin) const {
  return std::find_if(entries_.begin(), entries_.end(),
                      [&](const Entry& entry) { return entry.plugin.get() == &plugin; });
}

void PluginStates::set(const base::PluginHold& plugin, void* state, StateOwner& owner) {
  release(*plugin);
  entries_.push_back({plugin, state, &owner});
}

void* PluginStates::get(const base::PluginCopy& plugin) const {
  const auto found = find(plugin);
  return found != entries_.end() ? found->state : nullptr;
}

void PluginStates::release(const base::PluginCopy& plugin) {
  const auto found = find(plugin);
  if (found == entries_.end()) return;
  // Taken out first: the plugin may ask for it, or keep something new, while it is told.
  const auto place = entries_.begin() + (found - entries_.cbegin());
  const Entry entry = std::move(*place);
  entries_.erase(place);
  give_back(entry);
}

void PluginStates::release_all() {
  while (!entries_.empty()) {
    const Entry entry = entries_.back();
    entries_.pop_back();
    give_back(entry);
  }
}

void PluginStates::give_back(const Entry& entry) {
  const loop::TimedPluginScope scope(*entry.plugin, "release_state");
  entry.owner->release_state(entry.state);
}

}  // namespace rtpengine::call
