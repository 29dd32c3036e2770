// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: its file is named for another plugin.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("something-else");
  descriptor.version = "2.0";
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
