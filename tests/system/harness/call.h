// SPDX-License-Identifier: GPL-3.0-or-later
//
// A call between two phones, signalled by the test itself.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ng_client.h"
#include "phone.h"

namespace rtpengine::harness {

/// Where the two parties are.
struct Parties {
  const Host& caller;
  const Host& callee;
  bool caller_v6 = false;
  bool callee_v6 = false;
};

/// Tags are `caller` and `callee`.
class Call {
 public:
  Call(std::string id, const Parties& parties);

  const std::string& id() const { return id_; }
  Phone& caller() { return caller_; }
  Phone& callee() { return callee_; }

  /// Each does what a proxy does, and returns the reply. offer() and answer() also tell the phones
  /// where to send.
  Bencoded offer(NgClient& ng, const std::string& direction = "sendrecv");
  Bencoded answer(NgClient& ng, const std::string& direction = "sendrecv");
  Bencoded query(NgClient& ng) const;
  Bencoded remove(NgClient& ng) const;
  /// Offer and answer; the reason if one of them failed, else nothing.
  std::string connect(NgClient& ng);

  /// The keys of an offer, for tests that change them.
  Dictionary offer_request(const std::string& direction = "sendrecv") const;

  /// Both phones take what has arrived.
  void receive();
  /// Each has all that the other sent, once, and nothing else.
  bool complete() const;
  std::string account() const;

 private:
  std::string id_;
  bool other_family_;
  bool callee_v6_;
  Phone caller_;
  Phone callee_;
};

using Calls = std::vector<std::unique_ptr<Call>>;

/// How a conversation goes.
struct Talk {
  unsigned packets = 100;  ///< RTP packets from each side of each call; RTCP each 50th
  Milliseconds interval{20};
  /// Packets that may be under way in one direction before its sender waits for the receiver. A
  /// test program or daemon that does not get the processor must not look like loss.
  unsigned window = 100;
  std::function<void()> meanwhile;  ///< called about once per interval
};

/// All calls talk both ways. Returns when all has arrived, or when nothing new does for a long
/// time.
void talk(const Calls& calls, const Talk& how);

/// What is missing or too much in these calls; empty if nothing.
std::string incomplete(const Calls& calls);

}  // namespace rtpengine::harness
