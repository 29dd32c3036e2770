// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two may be at work on a pending command: the plugin, which writes the reply and finishes it, and
// the worker, which gives it up when that takes too long. The plugin's part (tree_, failed_,
// reason_) is read by the worker only after state_ says finished; sink_ and extension_ are touched
// by the worker alone, or by whoever refuses the command while the worker is inside of the plugin:
// RunningCommand keeps the two apart.
#include "call/command_in_work.h"

#include <utility>

#include <rtpengine/value_view.h>

#include "base/log.h"
#include "base/slice.h"
#include "base/utf8.h"
#include "loop/plugin_scope.h"

namespace rtpengine::call {
namespace {

constexpr const char* kResult = "result";
/// Of a reason that a plugin gives: what every control protocol has room for.
constexpr std::size_t kMaxReason = 1024;

}  // namespace

void reply_error(ReplySink& sink, std::string_view reason) {
  base::ValueTree tree;
  const auto reply = tree.dictionary();
  reply.set("result", "error");
  reply.set("error-reason", reason);
  sink.on_reply(tree.root());
}

void reply_load_limit(ReplySink& sink, std::string_view message) {
  base::ValueTree tree;
  const auto reply = tree.dictionary();
  reply.set("result", "load limit");
  reply.set("message", message);
  sink.on_reply(tree.root());
}

CommandInWork::CommandInWork(const CommandExtension& extension, CallHandle call,
                             const Value* arguments, ReplySink& sink, Finished finished)
    : extension_(extension),
      plugin_(extension.plugin),
      plugin_name_(extension.plugin->name()),
      name_(extension.spec->name),
      call_(call),
      root_(tree_.dictionary()),
      writer_(root_),
      sink_(&sink),
      notify_(std::move(finished)) {
  const auto root = arguments_.dictionary();
  for (const Value& entry : children(arguments)) root.copy(base::to_view(entry.key), entry);
}

bool CommandInWork::run(RunningCommand& running) {
  if (!arguments_.complete()) {
    answer_error("The command is too large");
    return true;
  }
  began_ = base::monotonic_now();
  Status status = Status::failed;
  running.begin(*this, began_);
  {
    // Of the copy: the client's arguments go when the command is refused.
    const base::log::CallScope call(get_text(arguments_.root(), "call-id"));
    const loop::TimedPluginScope scope(*extension_.plugin, "on_command");
    status = extension_.object->on_command(this);
  }
  running.end();
  if (status != Status::pending) {
    // Finished as well, against the rules: one reply is enough.
    if (finished()) extension_.plugin->count_fault();
    if (answered()) {
      tell_too_late();
    } else {
      answer(status);
    }
    return true;
  }
  State expected = State::running;
  if (state_.compare_exchange_strong(expected, State::pending)) return false;
  deliver();
  return true;
}

void CommandInWork::fail(Slice reason) noexcept {
  failed_ = true;
  reason_ = base::utf8_prefix(base::to_view(reason), kMaxReason);
}

void CommandInWork::finish() noexcept {
  const auto self = shared_from_this();  // the worker may let go of it at any moment from here on
  const State before = state_.exchange(State::finished);
  if (before == State::pending) notify_(self);
}

void CommandInWork::deliver() {
  if (!answered()) {
    answer(Status::ok);
    return;
  }
  if (const auto plugin = this->plugin()) plugin->count_fault();
  tell_too_late();
}

void CommandInWork::tell_too_late() const {
  const base::log::CallScope scope(get_text(arguments_.root(), "call-id"));
  LOG_LIMITED(warning, "plugin '%s' finished command '%s' too late; its reply is dropped",
              plugin_name_.c_str(), name_.c_str());
}

void CommandInWork::refuse(std::string_view reason) { answer_error(std::string(reason)); }

void CommandInWork::give_up(std::string_view reason) {
  answer_error(std::string(reason));
  // It need not stay in memory for a reply that nobody waits for.
  extension_ = {};
}

void CommandInWork::answer(Status status) {
  if (status != Status::ok || failed_) {
    answer_error(failure());
  } else if (!writer_.complete() || !write_result()) {
    answer_error("The reply is too large");
  } else {
    std::exchange(sink_, nullptr)->on_reply(tree_.root());
  }
}

/// The plugin may have written a result of its own, in words; one that is something else is
/// replaced. False: the reply is too large.
bool CommandInWork::write_result() {
  const Value* own = find(tree_.root(), kResult);
  if (!tree_.complete() || is_string(own)) return tree_.complete();
  if (own != nullptr) {
    extension_.plugin->count_fault();
    LOG_LIMITED(warning, "plugin %s wrote a result of '%s' that is no text; it is replaced",
                extension_.plugin->name().c_str(), name_.c_str());
    const base::ValueTree written = std::exchange(tree_, base::ValueTree());
    root_ = tree_.dictionary();
    for (const Value& entry : children(written.root())) {
      if (base::to_view(entry.key) != kResult) root_.copy(base::to_view(entry.key), entry);
    }
  }
  root_.set(kResult, "ok");
  return tree_.complete();
}

/// Why the plugin did not do what it was asked for.
std::string CommandInWork::failure() const {
  if (!reason_.empty()) return reason_;
  extension_.plugin->count_fault();
  return "Command '" + name_ + "' failed in plugin " + extension_.plugin->name();
}

void CommandInWork::answer_error(const std::string& reason) {
  const base::log::CallScope scope(get_text(arguments_.root(), "call-id"));
  LOG_LIMITED(notice, "%s failed: %s", name_.c_str(), reason.c_str());
  reply_error(*std::exchange(sink_, nullptr), reason);
}

}  // namespace rtpengine::call
