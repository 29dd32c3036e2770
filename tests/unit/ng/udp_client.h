// SPDX-License-Identifier: GPL-3.0-or-later
//
// A client's UDP socket for tests, on loopback.
#pragma once

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include "plugins/ng/endpoint.h"
#include "tests/system/harness/received.h"

namespace rtpengine::ng {

class UdpClient {
 public:
  /// Sends from `from`; port 0 takes any.
  explicit UdpClient(const SocketAddress& from)
      : fd_(::socket(from.generic.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const timeval patience = {5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const int yes = 1;
    ::setsockopt(fd_, IPPROTO_IP, IP_RECVTOS, &yes, sizeof yes);
    ::setsockopt(fd_, IPPROTO_IPV6, IPV6_RECVTCLASS, &yes, sizeof yes);
    good_ = ::bind(fd_, &from.generic, size_of(from)) == 0;
  }
  ~UdpClient() { ::close(fd_); }
  UdpClient(const UdpClient&) = delete;
  UdpClient& operator=(const UdpClient&) = delete;

  bool good() const { return good_; }

  SocketAddress address() const {
    SocketAddress own = empty_address();
    socklen_t size = sizeof own;
    ::getsockname(fd_, &own.generic, &size);
    return own;
  }

  bool send(std::string_view bytes, const SocketAddress& to) {
    return ::sendto(fd_, bytes.data(), bytes.size(), 0, &to.generic, size_of(to)) ==
           static_cast<ssize_t>(bytes.size());
  }

  /// The next datagram; "(nothing)" after five seconds. Sets `source` and `tos`.
  std::string receive() {
    harness::Received message(fd_);
    if (!message.good()) return "(nothing)";
    source = message.source<SocketAddress>();
    message.each_control([this](const cmsghdr& header) {
      if (header.cmsg_type == IP_TOS || header.cmsg_type == IPV6_TCLASS) tos = *CMSG_DATA(&header);
    });
    return std::string(message.bytes());
  }

  /// Whether no datagram is waiting; loopback delivers before the sender's call returns.
  bool nothing_waits() {
    char byte;
    return ::recv(fd_, &byte, sizeof byte, MSG_DONTWAIT | MSG_PEEK) < 0;
  }

  SocketAddress source = empty_address();
  int tos = -1;

 private:
  int fd_;
  bool good_;
};

}  // namespace rtpengine::ng
