// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kamailio, the SIP proxy that most users of this daemon have, with its rtpengine module.
#pragma once

#include <string>
#include <vector>

#include "process.h"
#include "udp_socket.h"

namespace rtpengine::harness {

inline constexpr std::uint16_t kSipPort = 5060;

/// What a proxy does with calls.
struct Routing {
  std::vector<const Host*> callees;  ///< each call goes to all of them at once
  std::string offer_words = {};      ///< further ones for the daemon
};

/// A proxy on a host that passes every call on to other hosts, with its media through the daemon.
class Kamailio {
 public:
  /// What is missing to run it; empty if nothing is.
  static std::string obstacle();

  /// Starts it and waits until it listens; see ready(). The daemon has to run already.
  Kamailio(const Host& host, const Address& daemon_control, const Routing& routing);

  bool ready() const { return ready_; }
  std::string output() const { return process_.output(); }

 private:
  WorkFolder folder_;
  Process process_;
  bool ready_ = false;
};

}  // namespace rtpengine::harness
