// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: has an option that the good plugin has.
#include "base.h"

static constexpr rtpengine::OptionSpec kOptions[] = {{"good-listen",
                                                      nullptr,
                                                      "ENDPOINT",
                                                      "Where to listen",
                                                      rtpengine::OptionType::endpoint,
                                                      0,
                                                      0,
                                                      {}}};

static constexpr rtpengine::PluginDescriptor spoilt() {
  auto descriptor = right_descriptor("same-option");
  descriptor.options = kOptions;
  descriptor.option_count = sizeof(kOptions) / sizeof(kOptions[0]);
  return descriptor;
}

constinit const rtpengine::PluginDescriptor rtpengine_plugin = spoilt();
