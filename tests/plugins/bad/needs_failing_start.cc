// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin that is right, but needs one that fails to start.
#include "base.h"

static constexpr const char* kAfter[] = {"failing-start"};

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("needs-failing-start");
  descriptor.after = kAfter;
  descriptor.after_count = 1;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
