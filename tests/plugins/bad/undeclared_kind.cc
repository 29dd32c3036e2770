// SPDX-License-Identifier: GPL-3.0-or-later
//
// Wants to register an observer, but its descriptor does not say so.
#include <rtpengine/host.h>
#include <rtpengine/observers.h>

#include "base.h"

namespace {

class Undeclared final : public IdlePlugin {
 public:
  rtpengine::Status init(rtpengine::Host* host, rtpengine::TextSink* error) noexcept override {
    if (host->query(rtpengine::ObserversV1::id) != nullptr) return rtpengine::Status::ok;
    say(error, "the host has no observers");
    return rtpengine::Status::unsupported;
  }
};

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin =
    right_descriptor<Undeclared>("undeclared-kind");
