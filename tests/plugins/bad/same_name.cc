// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: has the name of the good plugin.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("good");
  descriptor.version = "6.6.6";
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
