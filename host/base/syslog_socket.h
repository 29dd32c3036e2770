// SPDX-License-Identifier: GPL-3.0-or-later
//
// The way to the system's log daemon, without ever waiting for it.
//
// syslog(3) blocks while the daemon's queue is full, and with it every thread that logs; media
// would stall because a disk does. Here such a line is dropped and counted instead.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace rtpengine::base {

/// Any thread may send.
class SyslogSocket {
 public:
  /// `ident` is put in front of each line, with the process number. Connects with the first line.
  SyslogSocket(std::string path, std::string ident);
  ~SyslogSocket();
  SyslogSocket(const SyslogSocket&) = delete;
  SyslogSocket& operator=(const SyslogSocket&) = delete;

  /// Send one line; `priority` is facility | level. False: it was lost. How many were lost is said
  /// in a line of its own as soon as lines get through again.
  bool send(int priority, std::string_view text);

 private:
  bool connect_to_daemon();
  bool transmit(int priority, std::string_view text);
  void disconnect();

  const std::string path_;
  const std::string ident_;
  std::mutex mutex_;
  int fd_ = -1;
  bool stream_ = false;
  Time last_failure_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace rtpengine::base
