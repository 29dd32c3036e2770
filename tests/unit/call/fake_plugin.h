// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin made of functions, for tests of what plugins add to calls.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "call/extensions.h"

namespace rtpengine::call {

/// Owns what it registers, so it outlives the sets and calls that it is put into.
class FakePlugin {
 public:
  explicit FakePlugin(std::string name)
      : copy(std::make_shared<const base::PluginCopy>(std::move(name))) {}

  using CommandFunction = std::function<Status(Command&)>;

  /// Add a command to those of the plugin.
  FakePlugin& on(const char* name, rtpengine::CommandScope scope, CommandFunction function) {
    auto& provider = providers_.emplace_back(std::move(function));
    auto& spec = specs_.emplace_back(CommandSpec{name, "Help", scope, 0});
    commands_.push_back({{&provider, copy}, &spec});
    return *this;
  }

  const CommandExtension& command(std::size_t index = 0) const { return commands_[index]; }

  /// A set with what this plugin has.
  ExtensionSet set() const {
    auto made = std::make_shared<Extensions>();
    made->commands = commands_;
    return made;
  }

  /// The registry's hold; others are with sets, calls and commands.
  base::PluginHold copy;

 private:
  struct Provider final : CommandProvider {
    explicit Provider(CommandFunction with) : function(std::move(with)) {}
    Status on_command(Command* command) noexcept override { return function(*command); }
    CommandFunction function;
  };

  std::list<Provider> providers_;
  std::list<CommandSpec> specs_;
  std::vector<CommandExtension> commands_;
};

}  // namespace rtpengine::call
