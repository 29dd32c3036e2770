// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: calls a function that nobody has.
#include "base.h"

extern "C" void rtpengine_no_such_function();

namespace {

class LostPlugin final : public IdlePlugin {
 public:
  void stop() noexcept override { rtpengine_no_such_function(); }
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin =
    right_descriptor<LostPlugin>("undefined-symbol");
