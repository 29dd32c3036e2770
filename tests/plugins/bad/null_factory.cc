// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: no create function.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("null-factory");
  descriptor.create = nullptr;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
