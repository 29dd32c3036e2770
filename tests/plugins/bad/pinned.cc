// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: linked so that it stays in memory after it was closed.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("pinned");
  descriptor.flags = rtpengine::plugin_can_unload;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
