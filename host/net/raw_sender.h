// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sending what goes out from all ports of one local address by one call.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/result.h"
#include "net/address.h"
#include "net/descriptor.h"
#include "net/udp_headers.h"

namespace rtpengine::net {

/// A raw socket that is bound to the address, so that routes are chosen as for the sockets of its
/// ports, and the datagrams that wait to be sent. Worker's thread.
class RawSender {
 public:
  static constexpr std::size_t kBatch = 128;

  /// Takes CAP_NET_RAW. The error says what the system refused.
  static base::Result<std::unique_ptr<RawSender>> open(const IpAddress& local);

  const IpAddress& local() const { return local_; }

  /// Whether a raw socket does the same for these as the port's own would.
  bool can_send(std::span<const std::uint8_t> payload, const SocketAddress& to) const;

  bool empty() const { return used_ == 0; }
  bool full() const { return used_ == kBatch; }

  /// Adds a datagram, which can_send has allowed, to a batch that is not full. The payload is
  /// borrowed and must not change until it is flushed.
  void add(std::uint16_t local_port, std::uint8_t tos, std::span<const std::uint8_t> payload,
           const SocketAddress& to, std::uint32_t tag);

  /// What could not be sent.
  struct Refused {
    std::uint32_t tag;
    std::span<const std::uint8_t> payload;
    const SocketAddress& to;
    int error;  ///< an errno value; EMSGSIZE: it would have to be sent in fragments
  };
  /// Sends all that was added, in that order. `refused` is called in between, for each that the
  /// system refuses; it adds nothing.
  void flush(const std::function<void(const Refused&)>& refused);

 private:
  RawSender(const IpAddress& local, Descriptor socket, const UdpHeaders& headers);

  struct Datagram {
    alignas(8) std::uint8_t headers[UdpHeaders::kMaxSize];
    iovec parts[2];  ///< headers, payload
    SocketAddress to;
    sockaddr_in6 next_hop;  ///< `to` as raw sockets take it: without the port
    std::uint32_t tag;
  };

  const IpAddress local_;
  const Descriptor socket_;
  const UdpHeaders headers_;
  std::size_t used_ = 0;
  std::array<Datagram, kBatch> datagrams_;
  std::array<mmsghdr, kBatch> messages_{};
};

}  // namespace rtpengine::net
