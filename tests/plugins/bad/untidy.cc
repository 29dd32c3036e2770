// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: leaves a timer running when it stops.
#include <rtpengine/host.h>
#include <rtpengine/loop.h>

#include "base.h"

namespace {

class UntidyPlugin final : public IdlePlugin, public rtpengine::TimerHandler {
 public:
  rtpengine::Status init(rtpengine::Host* host, rtpengine::TextSink*) noexcept override {
    loop_ = static_cast<rtpengine::LoopV1*>(host->query(rtpengine::LoopV1::id));
    return rtpengine::Status::ok;
  }
  rtpengine::Status start(rtpengine::TextSink*) noexcept override {
    return loop_->start_timer(0, 1000, this) != 0 ? rtpengine::Status::ok
                                                  : rtpengine::Status::failed;
  }
  void on_timer() noexcept override {}

 private:
  rtpengine::LoopV1* loop_ = nullptr;
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin =
    right_descriptor<UntidyPlugin>("untidy");
