// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: its start fails without a reason and with a status from the future.
#include "base.h"

namespace {

class FailingPlugin final : public IdlePlugin {
 public:
  rtpengine::Status start(rtpengine::TextSink*) noexcept override {
    return static_cast<rtpengine::Status>(4711);
  }
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin =
    right_descriptor<FailingPlugin>("failing-start");
