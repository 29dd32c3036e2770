// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/plugin_commands.h"

#include <algorithm>
#include <string>

namespace rtpengine::call {

PluginCommands::PluginCommands(loop::Worker& worker, const CommandLimits& limits,
                               RunningCommand& running)
    : worker_(worker), limits_(limits), running_(running) {}

PluginCommands::~PluginCommands() = default;

void PluginCommands::run(const CommandExtension& extension, CallHandle call, const Value* arguments,
                         ReplySink& sink) {
  if (pending_of(extension.plugin) >= limits_.pending) {
    reply_error(sink, "Plugin " + extension.plugin->name() + " has too many commands in work");
    return;
  }
  // A reply that finds the mailbox full is delivered by the next sweep.
  const auto finished = [this](std::shared_ptr<CommandInWork> command) {
    worker_.post([this, command = std::move(command)] { finish(*command); });
  };
  auto command = std::make_shared<CommandInWork>(extension, call, arguments, sink, finished);
  if (!command->run(running_)) add(std::move(command));
}

void PluginCommands::add(std::shared_ptr<CommandInWork> command) {
  constexpr base::Time kLongestInterval = base::kSecond;
  if (!closed_.empty() && !command->answered()) command->give_up(closed_);
  pending_.push_back(std::move(command));
  if (timer_ == nullptr) timer_ = worker_.timer([this] { sweep(base::monotonic_now()); });
  if (pending_.size() != 1) return;
  const base::Time eighth = limits_.duration != 0 ? limits_.duration / 8 : kLongestInterval;
  const base::Time interval = std::clamp(eighth, base::Time(1), kLongestInterval);
  timer_->start(interval, interval);
}

void PluginCommands::finish(CommandInWork& command) {
  const auto found = std::find_if(pending_.begin(), pending_.end(), [&](const auto& candidate) {
    return candidate.get() == &command;
  });
  if (found == pending_.end()) return;  // a sweep was faster
  const auto kept = std::move(*found);
  pending_.erase(found);
  if (pending_.empty()) timer_->stop();
  kept->deliver();
}

bool PluginCommands::overdue(const CommandInWork& command, base::Time now) const {
  return limits_.duration != 0 && !command.answered() && now - command.began() >= limits_.duration;
}

void PluginCommands::sweep(base::Time now) {
  const auto waiting = pending_;  // replies may bring new commands
  for (const auto& command : waiting) {
    if (command->finished()) {
      finish(*command);
    } else if (overdue(*command, now)) {
      const auto plugin = command->plugin();
      plugin->count_fault();
      command->give_up("Plugin " + plugin->name() + " did not answer in time");
    }
  }
  // What a plugin has left behind when it was unloaded, nobody will ever finish.
  std::erase_if(pending_, [](const auto& command) {
    return command->answered() && !command->finished() && command->plugin() == nullptr;
  });
  if (pending_.empty()) timer_->stop();
}

void PluginCommands::close(std::string_view reason) {
  closed_ = reason;
  const auto waiting = pending_;
  for (const auto& command : waiting) {
    if (command->finished()) {
      finish(*command);
    } else if (!command->answered()) {
      command->give_up(closed_);
    }
  }
}

bool PluginCommands::has_pending(const base::PluginHold& plugin, CallHandle call) const {
  return std::any_of(pending_.begin(), pending_.end(), [&](const auto& command) {
    return command->about() == call && command->plugin() == plugin;
  });
}

std::size_t PluginCommands::pending_of(const base::PluginHold& plugin) const {
  return static_cast<std::size_t>(
      std::count_if(pending_.begin(), pending_.end(),
                    [&](const auto& command) { return command->plugin() == plugin; }));
}

}  // namespace rtpengine::call
