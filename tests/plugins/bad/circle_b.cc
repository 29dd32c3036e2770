// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: needs a plugin that needs this one.
#include "base.h"

static constexpr const char* kAfter[] = {"circle-a"};

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("circle-b");
  descriptor.after = kAfter;
  descriptor.after_count = 1;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
