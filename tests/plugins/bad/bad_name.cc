// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: a name that cannot be that of a section.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("Bad_Name");
  descriptor.flags = rtpengine::plugin_can_unload;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
