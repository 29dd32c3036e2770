// SPDX-License-Identifier: GPL-3.0-or-later
//
// Copies of the sockets of calls, as another process would get them.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <string>
#include <utility>

#include "call/call_snapshot.h"

namespace rtpengine::call {

class CopiedSockets final : public SocketSource {
 public:
  void add(const Call& call) {
    for (const int fd : sockets_of(call)) {
      net::SocketAddress address;
      address.size = sizeof address.ipv6;
      EXPECT_EQ(getsockname(fd, &address.base, &address.size), 0);
      sockets_[address.endpoint().to_string()] = net::Descriptor(dup(fd));
    }
  }
  net::Descriptor take(const net::Endpoint& local) override {
    const auto found = sockets_.find(local.to_string());
    if (found == sockets_.end()) return net::Descriptor();
    net::Descriptor taken = std::move(found->second);
    sockets_.erase(found);
    return taken;
  }
  bool empty() const { return sockets_.empty(); }
  void clear() { sockets_.clear(); }

 private:
  std::map<std::string, net::Descriptor> sockets_;
};

}  // namespace rtpengine::call
