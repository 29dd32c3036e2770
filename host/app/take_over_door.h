// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where a serving daemon waits for its successor: a unix socket in the file system.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "loop/main_loop.h"
#include "net/descriptor.h"

namespace rtpengine::app {

/// Main thread. Only root and the user that the daemon runs as are let in.
class TakeOverDoor {
 public:
  /// Called when a successor has something to say; `pid` is its process.
  using Visit = std::function<void(net::Descriptor socket, pid_t pid)>;

  TakeOverDoor(loop::MainLoop& loop, Visit visit);
  /// The file goes, unless `leave` was called.
  ~TakeOverDoor();
  TakeOverDoor(const TakeOverDoor&) = delete;
  TakeOverDoor& operator=(const TakeOverDoor&) = delete;

  /// Listen there, in place of a daemon that is gone, or that we have taken over from. An error:
  /// another daemon waits there, or the system refuses it.
  base::Result<void> open(const std::string& path, bool replace);

  /// The file is somebody else's from now on.
  void leave() { path_.clear(); }

 private:
  void on_arrival();
  void on_word();

  loop::MainLoop& loop_;
  const Visit visit_;
  std::string path_;
  net::Descriptor socket_;
  net::Descriptor visitor_;  ///< has not said anything yet
  pid_t visitor_pid_ = 0;
  std::unique_ptr<loop::FdWatch> watch_;
  std::unique_ptr<loop::FdWatch> visitor_watch_;
};

/// Knock at the door of the daemon that serves. The error says that there is none, or that it is
/// not one that we may trust.
base::Result<net::Descriptor> connect_to_door(const std::string& path);

}  // namespace rtpengine::app
