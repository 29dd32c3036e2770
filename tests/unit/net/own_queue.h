// SPDX-License-Identifier: GPL-3.0-or-later
//
// A queue into which datagrams come that were sent to its own address: that needs no privilege.
#pragma once

#include <netinet/in.h>

#include <string>
#include <utility>

#include "net/steering.h"
#include "test_net.h"

namespace rtpengine::net::test {

struct OwnQueue {
  Descriptor socket;
  Endpoint local;
  std::string obstacle;  ///< why there is none; empty: there is one
};

inline OwnQueue open_own_queue(Family family) {
  OwnQueue own;
  if (family == Family::ipv6 && !have_ipv6()) {
    own.obstacle = "::1 is not available on this machine";
    return own;
  }
  auto socket = Steering::open_queue(family);
  if (!socket) {
    own.obstacle = socket.error();
    return own;
  }
  SocketAddress local;
  local.size = sizeof local.ipv6;
  EXPECT_EQ(getsockname(socket->get(), &local.base, &local.size), 0);
  own.socket = std::move(*socket);
  own.local = local.endpoint();
  return own;
}

}  // namespace rtpengine::net::test
