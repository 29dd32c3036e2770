// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: a reserved member is not zero.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("reserved-bits");
  descriptor.reserved[3] = 1;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
