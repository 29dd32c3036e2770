// SPDX-License-Identifier: GPL-3.0-or-later
//
// SIPp as the phones of many calls: they call, talk both ways, and hang up when told to.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "process.h"
#include "udp_socket.h"

namespace rtpengine::harness {

/// One side of all calls, on a host of its own.
class Sipp {
 public:
  /// What is missing to run it; empty if nothing is.
  static std::string obstacle();

  /// A phone that takes `calls` calls. Each sends `packets` RTP packets, one each 20 ms.
  static Sipp callee(const Host& host, unsigned calls, unsigned packets);
  /// A phone that makes them, through `proxy`, all within about a second.
  static Sipp caller(const Host& host, const Host& proxy, unsigned calls, unsigned packets);

  /// Waits until it takes SIP messages.
  bool wait_until_listening();
  /// The caller ends these calls. Sent by the host itself, once for each call.
  void hang_up(const std::set<std::string>& call_ids) const;

  Process& process() { return process_; }
  /// What it wrote, also about calls that went wrong.
  std::string output() const;

 private:
  Sipp(const Host& host, const std::string& scenario, std::uint32_t ssrc, unsigned calls,
       unsigned packets, const std::vector<std::string>& arguments);

  const Host* host_;
  std::unique_ptr<WorkFolder> folder_;
  std::vector<UdpSocket> media_ports_;
  Process process_;
};

}  // namespace rtpengine::harness
