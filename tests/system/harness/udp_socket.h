// SPDX-License-Identifier: GPL-3.0-or-later
//
// A UDP socket of a host, and a look at who else has one there.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "address.h"
#include "network.h"
#include "wait.h"

namespace rtpengine::harness {

struct Datagram {
  std::string bytes;
  Address source;
  int tos = -1;  ///< TOS or traffic class, where the socket reports it
};

class UdpSocket {
 public:
  /// Bound to `local`; port 0 takes a free one. Aborts the test program if it is taken.
  UdpSocket(const Host& host, const Address& local);
  ~UdpSocket();
  UdpSocket(UdpSocket&& other) noexcept;
  UdpSocket& operator=(UdpSocket&& other) noexcept;

  /// Two sockets on an even port and the next one, as RTP and RTCP want them.
  static std::pair<UdpSocket, UdpSocket> pair(const Host& host, const std::string& ip);

  int fd() const { return fd_; }
  const Address& local() const { return local_; }

  /// Tell the TOS or traffic class of what arrives from now on.
  bool report_tos() const;

  /// False if the system refused to send.
  bool send(std::string_view bytes, const Address& to) const;
  /// What is there already; nothing if that is nothing.
  std::optional<Datagram> receive() const;
  /// The next one; nothing after the time.
  std::optional<Datagram> wait_for_one(Milliseconds limit = kPatience) const;

 private:
  UdpSocket() = default;
  bool try_bind(const Host& host, const Address& local);

  int fd_ = -1;
  Address local_;
};

/// Ports of the UDP sockets in the network namespace of a process that can be reached from outside.
std::set<std::uint16_t> udp_ports_of(pid_t pid);

/// How many sockets a process holds.
std::size_t sockets_of(pid_t pid);

}  // namespace rtpengine::harness
