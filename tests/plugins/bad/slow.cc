// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: takes its time in each step of its life.
#include <time.h>

#include "base.h"

namespace {

void dawdle() {
  const timespec longer_than_allowed{0, 120'000'000};
  nanosleep(&longer_than_allowed, nullptr);
}

class SlowPlugin final : public IdlePlugin {
 public:
  rtpengine::Status init(rtpengine::Host*, rtpengine::TextSink*) noexcept override {
    dawdle();
    return rtpengine::Status::ok;
  }
  rtpengine::Status start(rtpengine::TextSink*) noexcept override {
    dawdle();
    return rtpengine::Status::ok;
  }
  void stop() noexcept override { dawdle(); }
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin = right_descriptor<SlowPlugin>("slow");
