// SPDX-License-Identifier: GPL-3.0-or-later
//
// A UDP socket of the control protocol: opened and bound, and the way replies go out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "endpoint.h"

namespace rtpengine::ng {

class ReplyPath;

/// The address of ours that a datagram was sent to; needed on sockets bound to all addresses, so
/// that the reply leaves from there.
struct LocalAddress {
  bool known;
  std::uint32_t interface_index;  ///< where it came in; used for link-local addresses only
  union {
    in_addr v4;
    in6_addr v6;
  };
};

/// Who sent a datagram, and how to answer. Trivially copyable.
struct Peer {
  ReplyPath* path;
  SocketAddress remote;
  LocalAddress local;
};

/// Same remote address, asked through the same socket.
inline bool same_client(const Peer& a, const Peer& b) noexcept {
  return a.path == b.path && a.remote == b.remote;
}

/// Sends replies. Any thread.
class ReplyPath {
 public:
  /// Send one datagram to `peer`; never blocks. Returns 0 or an errno value.
  virtual int send(const Peer& peer, std::string_view bytes) noexcept = 0;

 protected:
  ~ReplyPath() = default;
};

/// Room for the control data that comes with a datagram.
inline constexpr std::size_t kControlSize = 128;

/// The destination address in a received message's control data, if there is one.
LocalAddress local_address_of(const msghdr& message) noexcept;

/// A bound socket. Made, opened and destroyed on the main thread; send from any thread.
class UdpSocket final : public ReplyPath {
 public:
  UdpSocket() = default;
  ~UdpSocket();
  UdpSocket(const UdpSocket&) = delete;
  UdpSocket& operator=(const UdpSocket&) = delete;

  /// Open and bind; `tos` is the TOS byte or traffic class of replies. Returns 0, or an errno value
  /// with nothing left open.
  int open(const SocketAddress& address, int tos) noexcept;

  /// Go on with a socket that is bound to this address already, and is ours from now on. Same
  /// result, but whatever happens it is taken.
  int adopt(int fd, const SocketAddress& address, int tos) noexcept;

  int fd() const noexcept { return fd_; }

  /// The address it is bound to; a port of 0 given to open has become a real one.
  const SocketAddress& address() const noexcept { return address_; }

  int send(const Peer& peer, std::string_view bytes) noexcept override;

 private:
  int configure(int tos) noexcept;

  int fd_ = -1;
  SocketAddress address_ = empty_address();
};

}  // namespace rtpengine::ng
