// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a daemon tells who started it.
#pragma once

#include <string>

#include "wait.h"

namespace rtpengine::harness {

/// The receiving end of sd_notify(3). One thread.
class ServiceManager {
 public:
  /// Its socket is made at this path.
  explicit ServiceManager(const std::string& path);
  ~ServiceManager();
  ServiceManager(const ServiceManager&) = delete;
  ServiceManager& operator=(const ServiceManager&) = delete;

  /// The value of the environment variable NOTIFY_SOCKET.
  const std::string& path() const { return path_; }
  /// Whether READY=1 came, now or within the limit.
  bool wait_for_ready(Milliseconds limit);

 private:
  const std::string path_;
  int fd_ = -1;
  bool ready_ = false;
};

}  // namespace rtpengine::harness
