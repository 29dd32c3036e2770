// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: the magic is another one.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("wrong-magic");
  descriptor.magic = 0x4b43494du;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
