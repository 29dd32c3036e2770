// SPDX-License-Identifier: GPL-3.0-or-later
//
// One command that a plugin answers, from the call of its provider to the reply.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <rtpengine/command.h>
#include <rtpengine/command_provider.h>

#include "base/clock.h"
#include "base/tree_writer.h"
#include "base/value_tree.h"
#include "call/extensions.h"
#include "call/running_command.h"

namespace rtpengine::call {

/// Gives the client an error.
void reply_error(ReplySink& sink, std::string_view reason);
/// Tells the client that a limit is reached, so that it may try another daemon.
void reply_load_limit(ReplySink& sink, std::string_view message);

/// Lives until it is answered and the plugin has finished it, whichever comes last. Made, run and
/// answered on the worker of the command; the functions of the SDK on the threads that it
/// documents.
class CommandInWork final : public Command,
                            public Refusable,
                            public std::enable_shared_from_this<CommandInWork> {
 public:
  /// Called once with a command whose provider answered pending, when the plugin has finished it.
  /// Any thread.
  using Finished = std::function<void(std::shared_ptr<CommandInWork>)>;

  CommandInWork(const CommandExtension& extension, CallHandle call, const Value* arguments,
                ReplySink& sink, Finished finished);
  CommandInWork(const CommandInWork&) = delete;
  CommandInWork& operator=(const CommandInWork&) = delete;

  /// Call the provider; while it has not returned the command may be refused. True: it is answered
  /// and finished. False: it is pending.
  bool run(RunningCommand& running);

  /// Give the client an error instead of what the plugin may still write, and let go of the plugin.
  void give_up(std::string_view reason);
  /// The plugin has finished it: give the client the reply, unless there was one already.
  void deliver();

  // Refusable
  void refuse(std::string_view reason) override;

  bool answered() const { return sink_ == nullptr; }
  /// The plugin has finished it, and touches it no more. Any thread.
  bool finished() const { return state_.load(std::memory_order_acquire) == State::finished; }
  /// Of a pending command: when run was called.
  base::Time began() const { return began_; }
  /// Null: the plugin is gone.
  base::PluginHold plugin() const { return plugin_.lock(); }
  /// 0: no call.
  CallHandle about() const { return call_; }

  // Command
  const Value* arguments() noexcept override { return arguments_.root(); }
  CallHandle call() noexcept override { return call_; }
  ValueWriter* reply() noexcept override { return &writer_; }
  void fail(Slice reason) noexcept override;
  void finish() noexcept override;

 private:
  enum class State : unsigned char { running, pending, finished };

  void tell_too_late() const;
  void answer(Status status);
  bool write_result();
  std::string failure() const;
  void answer_error(const std::string& reason);

  CommandExtension extension_;  ///< empty when given up
  const std::weak_ptr<const base::PluginCopy> plugin_;
  const std::string plugin_name_;
  const std::string name_;
  const CallHandle call_;
  base::ValueTree arguments_;  ///< a copy: the client's go with the reply, perhaps before finish
  base::ValueTree tree_;       ///< the reply
  base::DictionaryBuilder root_;
  base::TreeWriter writer_;
  ReplySink* sink_;  ///< null: answered
  const Finished notify_;
  base::Time began_ = 0;
  bool failed_ = false;
  std::string reason_;  ///< if it failed
  std::atomic<State> state_{State::running};
};

}  // namespace rtpengine::call
