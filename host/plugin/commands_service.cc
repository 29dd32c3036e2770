// SPDX-License-Identifier: GPL-3.0-or-later
//
// Puts a sink of the host's in front of the plugin's, which tells when the reply was delivered.
#include "plugin/commands_service.h"

#include <utility>

#include "loop/plugin_scope.h"

namespace rtpengine::plugin {
namespace {

/// Lives from submit until the reply; destroys itself.
class CountedSink final : public ReplySink {
 public:
  CountedSink(const base::PluginCopy& plugin, ReplySink* sink, std::shared_ptr<WorkCounter> counter)
      : plugin_(plugin), sink_(sink), counter_(std::move(counter)) {}

  void on_reply(const Value* reply) noexcept override {
    // The plugin may be unmapped as soon as the count is down: nothing of it is touched after.
    const std::unique_ptr<CountedSink> self(this);
    {
      const loop::LoopPluginScope scope(plugin_, "on_reply");
      sink_->on_reply(reply);
    }
    counter_->end();
  }

 private:
  const base::PluginCopy& plugin_;
  ReplySink* const sink_;
  const std::shared_ptr<WorkCounter> counter_;
};

}  // namespace

CommandsService::CommandsService(CommandsV1& target, const base::PluginCopy& plugin)
    : target_(target), plugin_(plugin), counter_(std::make_shared<WorkCounter>()) {}

Status CommandsService::submit(const Value* arguments, const CommandOrigin* origin,
                               ReplySink* sink) noexcept {
  if (arguments == nullptr || arguments->type != ValueType::dictionary || origin == nullptr ||
      sink == nullptr) {
    return Status::invalid;
  }
  if (!counter_->begin()) return Status::busy;
  auto counted = std::make_unique<CountedSink>(plugin_, sink, counter_);
  const loop::HostScope scope;
  const Status status = target_.submit(arguments, origin, counted.get());
  if (status == Status::ok) {
    // The reply owns it now, and may have come already.
    static_cast<void>(counted.release());
  } else {
    counter_->end();
  }
  return status;
}

}  // namespace rtpengine::plugin
