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

/// How the phones behave. All their media is of one family; SIP is always over IPv4.
struct Phones {
  unsigned calls = 1;
  unsigned packets = 0;  ///< of RTP, one each 20 ms, once the call is up and again after a hold
  bool ipv6_media = false;
  bool hold = false;  ///< the caller holds and resumes, each when told to go on
};

/// One side of all calls, on a host of its own.
class Sipp {
 public:
  /// What is missing to run it; empty if nothing is.
  static std::string obstacle();

  /// A phone that takes calls.
  static Sipp callee(const Host& host, const Phones& phones);
  /// One that answers with early media only, and is called off.
  static Sipp ringing(const Host& host, const Phones& phones);
  /// One that makes calls, through `proxy`, all within about a second.
  static Sipp caller(const Host& host, const Host& proxy, const Phones& phones);

  /// Waits until it takes SIP messages.
  bool wait_until_listening();
  /// Of the caller: how many times it has held or resumed, and waits to be told to go on. Not
  /// before that: SIPp ends calls in which a message comes too early.
  std::size_t re_invites_done() const;
  /// Go on in these calls: at last the caller ends them. Sent by the host itself, once for each
  /// call.
  void go_on(const std::set<std::string>& call_ids) const;

  Process& process() { return process_; }
  /// What it wrote, also about calls that went wrong.
  std::string output() const;

 private:
  /// `scenario`: see sipp_scenarios.h.
  Sipp(const Host& host, std::string (*scenario)(const Phones&, const std::string& audio),
       std::uint32_t ssrc, const Phones& phones, const std::vector<std::string>& arguments);

  const Host* host_;
  std::unique_ptr<WorkFolder> folder_;
  std::vector<UdpSocket> media_ports_;
  Process process_;
};

}  // namespace rtpengine::harness
