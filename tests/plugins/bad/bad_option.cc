// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: the default of an option is not of the option's type.
#include "base.h"

static constexpr rtpengine::OptionSpec kOptions[] = {
    {"limit", "many", "N", "How many", rtpengine::OptionType::integer, 0, 0, {}}};

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("bad-option");
  descriptor.options = kOptions;
  descriptor.option_count = sizeof(kOptions) / sizeof(kOptions[0]);
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
