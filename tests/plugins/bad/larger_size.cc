// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: a descriptor larger than that of its SDK version.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("larger-size");
  descriptor.size += 8;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
