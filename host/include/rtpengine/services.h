// SPDX-License-Identifier: MIT
//
// Services: an interface that one plugin offers to others, through the host. Neither includes nor
// links the other; both know the interface's header, whose rules are those of this SDK.
#ifndef RTPENGINE_SERVICES_H
#define RTPENGINE_SERVICES_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// Ids name plugin, interface and revision: "transcode.audio-codecs/1".
class ServicesV1 {
 public:
  static constexpr const char* id = "rtpengine.services/1";

  /// Offer an interface; must live until destroy. exists: another plugin offers this id.
  /// Main thread, in init.
  virtual Status publish(const char* service_id, void* service) noexcept = 0;

  /// The interface of this id, or null if no plugin that is loaded offers it. A user that comes
  /// after the publisher (its descriptor's list `after`) finds it in init, any other in start.
  /// As long as the user is loaded the publisher is not unloaded; a reload of the publisher reloads
  /// its users as well, if they can be, and is refused if not. The service may be called until the
  /// user's destroy function returns: users are destroyed before publishers, unless they use each
  /// other in a circle. Main thread, in init or start.
  virtual void* use(const char* service_id) noexcept = 0;

 protected:
  ~ServicesV1() = default;
};

}  // namespace rtpengine

#endif
