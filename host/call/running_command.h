// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command that a worker is at work on, so that its client can be answered when that takes long.
#pragma once

#include <mutex>
#include <string_view>

#include <rtpengine/command.h>

#include "base/clock.h"
#include "base/value_tree.h"

namespace rtpengine::call {

/// A command whose client can be given an error although the worker is still at work on it.
class Refusable {
 public:
  /// Called at most once; on another thread than the worker's.
  virtual void refuse(std::string_view reason) = 0;

 protected:
  ~Refusable() = default;
};

/// A command of the host's own.
class HostCommandInWork final : public Refusable {
 public:
  /// `name`: of a literal.
  HostCommandInWork(std::string_view name, ReplySink& sink) : name_(name), sink_(&sink) {}

  void refuse(std::string_view reason) override;
  /// Null: it was refused.
  ReplySink* sink() const { return sink_; }

 private:
  const std::string_view name_;
  ReplySink* sink_;
};

/// One for each worker, which runs one command at a time.
class RunningCommand {
 public:
  /// A copy of its arguments, good until the next one is made; null: too large. Of the client's
  /// nothing is left once it was refused. Worker's thread.
  const Value* copy(const Value* arguments);

  /// Until end() the command may be refused, and only then. Worker's thread.
  void begin(Refusable& command, base::Time now) {
    const std::lock_guard lock(mutex_);
    command_ = &command;
    since_ = now;
  }
  /// Not refused any more when this returns. Worker's thread.
  void end() {
    const std::lock_guard lock(mutex_);
    command_ = nullptr;
  }

  /// Refuses the command if the worker has been at it since `time` or longer. Any thread.
  void refuse_older(base::Time time, std::string_view reason) {
    const std::lock_guard lock(mutex_);
    if (command_ == nullptr || since_ > time) return;
    command_->refuse(reason);
    command_ = nullptr;
  }

 private:
  base::ValueTree arguments_;
  std::mutex mutex_;  ///< guards all below, and is held while a command is refused
  Refusable* command_ = nullptr;
  base::Time since_ = 0;
};

}  // namespace rtpengine::call
