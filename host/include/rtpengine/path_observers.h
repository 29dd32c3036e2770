// SPDX-License-Identifier: MIT
//
// Being told when the way to a participant changes: where its media is sent, or what is known of
// that address.
#ifndef RTPENGINE_PATH_OBSERVERS_H
#define RTPENGINE_PATH_OBSERVERS_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// Implemented by the plugin; must live until destroy. The call's worker; must not block.
class PathObserver {
 public:
  /// CallsV1::describe_stream says where the stream is sent now, ConnectivityV1::standing what is
  /// known of that address. Told as well if nothing of it has changed; not for what an offer or
  /// answer says: that is seen in on_outgoing. Called from within the host's functions, for
  /// instance from ConnectivityV1::select of another plugin.
  virtual void on_path_changed(const StreamRef* stream) noexcept = 0;

 protected:
  ~PathObserver() = default;
};

/// Entry for observers of paths.
class PathObserversV1 {
 public:
  static constexpr const char* id = "rtpengine.path-observers/1";

  /// Register. exists: it is registered already. Main thread, in init.
  virtual Status add(PathObserver* observer) noexcept = 0;

 protected:
  ~PathObserversV1() = default;
};

}  // namespace rtpengine

#endif
