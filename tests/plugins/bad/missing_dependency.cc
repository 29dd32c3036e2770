// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: needs a plugin that does not exist.
#include "base.h"

static constexpr const char* kAfter[] = {"no-such-plugin"};

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("missing-dependency");
  descriptor.after = kAfter;
  descriptor.after_count = 1;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
