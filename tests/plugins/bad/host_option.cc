// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: has an option that is one of the host's.
#include "base.h"

static constexpr rtpengine::OptionSpec kOptions[] = {
    {"port-min", nullptr, "N", "A number", rtpengine::OptionType::integer, 0, 0, {}}};

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("host-option");
  descriptor.options = kOptions;
  descriptor.option_count = sizeof(kOptions) / sizeof(kOptions[0]);
  descriptor.flags = rtpengine::plugin_can_unload;
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
