// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trial plugin: offers a service to other plugins.
#include <map>
#include <mutex>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/services.h>

#include "../counter_service.h"

namespace {

class Publisher final : public rtpengine::author::PluginBase, public trial::CounterV1 {
 public:
  ~Publisher() override { log.write(rtpengine::LogLevel::notice, {}, "the counter goes"); }

 private:
  void on_init() override {
    auto* services = need<rtpengine::ServicesV1>();
    check(services->publish(trial::CounterV1::id, static_cast<trial::CounterV1*>(this)),
          "publishing the counter");
  }

  uint64_t count(rtpengine::Slice name) noexcept override {
    const std::lock_guard<std::mutex> guard(mutex_);
    return ++counts_[std::string(rtpengine::view(name))];
  }

  std::mutex mutex_;
  std::map<std::string, uint64_t> counts_;
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(Publisher, "publisher", "1.0", "GPL-3.0-or-later", "Counts for others",
                        rtpengine::kind_service)
