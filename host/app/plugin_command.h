// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command `plugins`: shows the plugins, and loads, unloads and replaces them while calls are
// up.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"
#include "plugin/registry.h"

namespace rtpengine::app {

/// Main thread.
class PluginCommand {
 public:
  static constexpr const char* kName = "plugins";

  /// `folders`: where `load` looks for a plugin that was not loaded and unloaded before; paths are
  /// never taken from a client. `changed` is called after each change of the set. The registry
  /// outlives this object.
  PluginCommand(plugin::Registry& registry, std::vector<std::string> folders,
                std::function<void()> changed);

  /// Keys: `action` (`list`, which is the default, `load`, `unload` or `reload`) and, but for list,
  /// `name`. The reply has the list `plugins`, of the one plugin or of all. After a reload calls
  /// may still be on their way to the new copy: `hand-over`, `calls moved` and `calls left` tell.
  base::Result<void> run(const Value* arguments, const base::DictionaryBuilder& reply);

 private:
  base::Result<void> change(std::string_view action, const std::string& name);

  plugin::Registry& registry_;
  const std::vector<std::string> folders_;
  const std::function<void()> changed_;
};

}  // namespace rtpengine::app
