// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/saved_states.h"

#include <string>

#include <rtpengine/value_view.h>

#include "base/tree_writer.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {
namespace {

constexpr const char* kVersion = "version";
constexpr const char* kStates = "states";
constexpr const char* kParticipant = "participant";
constexpr const char* kMedia = "media";
constexpr const char* kState = "state";

/// `what` behind the plugin's name; it is the plugin's fault.
base::Error fault(const Contribution& plugin, const std::string& what) {
  plugin.plugin->count_fault();
  return base::Error{"plugin '" + plugin.plugin->name() + "' " + what};
}

base::Error failure(const Contribution& plugin, const char* callback, Status status) {
  return fault(plugin, std::string("failed in ") + callback + " with status " +
                           std::to_string(static_cast<unsigned>(status)));
}

base::Result<void> save_state(const Contribution& from, const StatePlace& place, void* state,
                              const base::DictionaryBuilder& entry) {
  if (place.participant != no_index) entry.set(kParticipant, place.participant);
  if (place.media != no_index) entry.set(kMedia, place.media);
  base::TreeWriter writer(entry.dictionary(kState));
  Status status = Status::failed;
  {
    const loop::TimedPluginScope scope(*from.plugin, "save_state");
    status = from.codec->save_state(&place, state, &writer);
  }
  if (status != Status::ok) return failure(from, "save_state", status);
  if (!writer.complete()) return fault(from, "wrote a state that is nested too deep");
  if (!entry.complete()) return fault(from, "wrote states that are too large");
  return {};
}

std::uint32_t number_at(const Value& entry, const char* key) {
  return static_cast<std::uint32_t>(get_integer(&entry, key, no_index));
}

base::Result<void> restore_state(const Contribution& to, const StatePlace& place,
                                 const Value* state, std::uint32_t version) {
  Status status = Status::failed;
  {
    const loop::TimedPluginScope scope(*to.plugin, "restore_state");
    status = to.codec->restore_state(&place, state, version);
  }
  if (status != Status::ok) return failure(to, "restore_state", status);
  return {};
}

}  // namespace

base::Result<void> save_states(const Call& call, const Contribution& from,
                               const base::DictionaryBuilder& out) {
  out.set(kVersion, from.codec_version);
  const auto list = out.list(kStates);
  base::Result<void> result;
  call.each_place([&](std::uint32_t participant, std::uint32_t media, const PluginStates& states) {
    void* state = states.get(*from.plugin);
    if (state == nullptr || !result) return;
    result = save_state(from, {call.handle(), participant, media}, state, list.dictionary());
  });
  return result;
}

base::Result<void> restore_states(const Call& call, const Contribution& to, const Value& saved) {
  const auto version = number_at(saved, kVersion);
  for (const Value& entry : children(find(&saved, kStates))) {
    const StatePlace place{call.handle(), number_at(entry, kParticipant), number_at(entry, kMedia)};
    const Value* state = find(&entry, kState);
    if (!is_dictionary(state)) return base::Error{"what was saved is damaged"};
    if (auto restored = restore_state(to, place, state, version); !restored) return restored;
  }
  return {};
}

}  // namespace rtpengine::call
