// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: built with the next minor version of an SDK that promises nothing yet.
#include "base.h"

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("other-minor");
  descriptor.sdk_minor = RTPENGINE_SDK_MINOR + 1;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
