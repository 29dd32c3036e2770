// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: its factory fails and says why.
#include "base.h"

static rtpengine::Plugin* fail(rtpengine::TextSink* error) noexcept {
  say(error, "out of ");
  say(error, "luck");
  return nullptr;
}

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("failing-factory");
  descriptor.create = fail;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
