// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trial plugin: uses another one's service where it is there, and says what it got.
#include <rtpengine/author.h>
#include <rtpengine/services.h>

#include "../counter_service.h"

namespace {

class User final : public rtpengine::author::PluginBase {
 public:
  // Publishers outlive their users.
  ~User() override { count("the end"); }

 private:
  void on_init() override { services_ = need<rtpengine::ServicesV1>(); }

  // In start and not in init: it finds the service in whatever order the two were loaded.
  void on_start() override {
    counter_ = static_cast<trial::CounterV1*>(services_->use(trial::CounterV1::id));
    count("the start");
  }

  void count(const char* what) {
    const uint64_t reached = counter_ == nullptr ? 0 : counter_->count(rtpengine::slice("user"));
    log.write(rtpengine::LogLevel::notice, {}, "counted %s: %u", what,
              static_cast<unsigned>(reached));
  }

  rtpengine::ServicesV1* services_ = nullptr;
  trial::CounterV1* counter_ = nullptr;  ///< null: nobody offers one
};

}  // namespace

#ifdef STAYS
/// The same one in a form that may not be unloaded.
constexpr rtpengine::PluginDescriptor lasting() {
  rtpengine::PluginDescriptor descriptor = rtpengine::author::describe<User>(
      "lasting-user", "1.0", "GPL-3.0-or-later", "Has another plugin count, and stays",
      rtpengine::kind_service);
  descriptor.flags = 0;
  return descriptor;
}
extern "C" __attribute__((visibility("default")))
const rtpengine::PluginDescriptor rtpengine_plugin = lasting();
#else
RTPENGINE_DEFINE_PLUGIN(User, "user", "1.0", "GPL-3.0-or-later", "Has another plugin count",
                        rtpengine::kind_service)
#endif
