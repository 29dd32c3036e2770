// SPDX-License-Identifier: GPL-3.0-or-later
//
// Offers a service in its init, and then does not start.
#include <rtpengine/host.h>
#include <rtpengine/services.h>

#include "../trial/counter_service.h"
#include "base.h"

namespace {

class FailingPublisher final : public IdlePlugin, public trial::CounterV1 {
 public:
  rtpengine::Status init(rtpengine::Host* host, rtpengine::TextSink*) noexcept override {
    void* services = host->query(rtpengine::ServicesV1::id);
    return static_cast<rtpengine::ServicesV1*>(services)->publish(
        trial::CounterV1::id, static_cast<trial::CounterV1*>(this));
  }
  rtpengine::Status start(rtpengine::TextSink* error) noexcept override {
    say(error, "it has changed its mind");
    return rtpengine::Status::failed;
  }
  uint64_t count(rtpengine::Slice) noexcept override { return 7; }
};

constexpr rtpengine::PluginDescriptor publisher() {
  rtpengine::PluginDescriptor descriptor = right_descriptor<FailingPublisher>("failing-publisher");
  descriptor.kinds = rtpengine::kind_service;
  return descriptor;
}

}  // namespace

constinit const rtpengine::PluginDescriptor rtpengine_plugin = publisher();
