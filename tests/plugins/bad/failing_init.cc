// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: its init fails and says why.
#include "base.h"

namespace {

class FailingPlugin final : public IdlePlugin {
 public:
  rtpengine::Status init(rtpengine::Host*, rtpengine::TextSink* error) noexcept override {
    say(error, "the database is gone");
    return rtpengine::Status::failed;
  }
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin =
    right_descriptor<FailingPlugin>("failing-init");
