// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: built with an SDK of the next major version.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("newer-major");
  descriptor.sdk_major = RTPENGINE_SDK_MAJOR + 1;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
