// SPDX-License-Identifier: GPL-3.0-or-later
//
// The signalling side: sends ng requests as a SIP proxy does, retransmissions included.
#pragma once

#include <string>

#include "bencode.h"
#include "udp_socket.h"

namespace rtpengine::harness {

class NgClient {
 public:
  /// Sends from `host` to the daemon's listener.
  NgClient(const Host& host, const Address& daemon);

  /// The reply; an empty value if none comes. Asks again with the same cookie once a second.
  Bencoded ask(const Dictionary& request);
  /// As ask(); a command alone.
  Bencoded ask(const std::string& command) { return ask(Dictionary{{"command", command}}); }

  /// Sends these bytes after this cookie, and returns the bytes that follow the cookie in the
  /// reply.
  std::string ask_raw(const std::string& cookie, const std::string& payload);

  /// Waits until a ping is answered.
  bool wait_for_pong(Milliseconds limit = kPatience);

  /// The call-ids of all calls.
  std::set<std::string> calls();

  std::string new_cookie();

 private:
  std::string ask_raw(const std::string& cookie, const std::string& payload, Milliseconds limit);

  UdpSocket socket_;
  Address daemon_;
  unsigned cookies_ = 0;
};

}  // namespace rtpengine::harness
