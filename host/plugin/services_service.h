// SPDX-License-Identifier: GPL-3.0-or-later
//
// Services between plugins: who offers what, and who uses whose.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include <rtpengine/services.h>

#include "base/plugin_copy.h"
#include "plugin/registration_services.h"

namespace rtpengine::plugin {

/// A service of another plugin that one plugin has been given.
struct ServiceUse {
  std::string id;
  base::PluginHold publisher;  ///< its code stays mapped as long as it may be called
};

/// One per copy of a plugin; made on the main thread.
class ServicesService final : public ServicesV1 {
 public:
  explicit ServicesService(RegistrationDesk& desk)
      : desk_(desk), main_thread_(std::this_thread::get_id()) {}
  Status publish(const char* service_id, void* service) noexcept override;
  void* use(const char* service_id) noexcept override;

  /// What was given out. Main thread.
  const std::vector<ServiceUse>& uses() const { return uses_; }

 private:
  RegistrationDesk& desk_;
  const std::thread::id main_thread_;
  std::vector<ServiceUse> uses_;
};

}  // namespace rtpengine::plugin
