// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plugin_command.h"

#include <rtpengine/value_view.h>

#include "plugin/loader.h"

namespace rtpengine::app {
namespace {

void describe(const plugin::PluginInfo& info, const base::DictionaryBuilder& entry) {
  entry.set("name", info.name);
  entry.set("version", info.version);
  entry.set("state", plugin::plugin_state_name(info.state));
  entry.set("SDK version", std::to_string(info.sdk_major) + "." + std::to_string(info.sdk_minor));
  entry.set("kinds", plugin::kinds_text(info.kinds));
  entry.set("file", info.path);
  entry.set("can unload", info.can_unload ? 1 : 0);
  entry.set("can hand over", info.can_hand_over ? 1 : 0);
  if (info.hand_over) {
    entry.set("hand-over", info.hand_over->running ? "running" : "done");
    entry.set("calls moved", info.hand_over->moved);
    entry.set("calls left", info.hand_over->left);
  }
  entry.set("faults", info.faults);
  if (!info.problem.empty()) entry.set("problem", info.problem);
}

}  // namespace

PluginCommand::PluginCommand(plugin::Registry& registry, std::vector<std::string> folders,
                             std::function<void()> changed)
    : registry_(registry), folders_(std::move(folders)), changed_(std::move(changed)) {}

base::Result<void> PluginCommand::run(const Value* arguments,
                                      const base::DictionaryBuilder& reply) {
  const std::string_view action = get_text(arguments, "action", "list");
  const std::string name(get_text(arguments, "name"));
  if (action != "list") {
    if (auto changed = change(action, name); !changed) return changed;
    changed_();
  }
  const auto list = reply.list("plugins");
  for (const plugin::PluginInfo& info : registry_.describe()) {
    if (name.empty() || info.name == name) describe(info, list.dictionary());
  }
  return {};
}

base::Result<void> PluginCommand::change(std::string_view action, const std::string& name) {
  if (action != "load" && action != "unload" && action != "reload") {
    return base::Error{"Unknown action '" + std::string(action) +
                       "': there are list, load, unload and reload"};
  }
  if (name.empty()) return base::Error{"No name of a plugin in message"};
  if (action == "unload") return registry_.unload(name);
  if (action == "reload") return registry_.reload(name);
  // One that was loaded by its path lies in no folder.
  if (const std::string before = registry_.unloaded_from(name); !before.empty())
    return registry_.load(before);
  const auto path = plugin::find(folders_, name);
  if (!path) return base::Error{path.error()};
  return registry_.load(*path);
}

}  // namespace rtpengine::app
