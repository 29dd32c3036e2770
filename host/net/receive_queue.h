// SPDX-License-Identifier: GPL-3.0-or-later
//
// Receiving from one socket what came to many ports.
#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "net/descriptor.h"
#include "net/packet.h"

namespace rtpengine::net {

/// Takes many datagrams by one system call, into slots of its own. Worker's thread.
class ReceiveQueue {
 public:
  static constexpr std::size_t kSlots = 128;

  struct Arrival {
    Packet packet;              ///< data, size and source are set; too long if `truncated`
    SocketAddress destination;  ///< size 0: the system did not say
    bool truncated = false;
  };

  /// `socket` is one of Steering::open_queue. `max_payload`: longest datagram, in bytes.
  ReceiveQueue(Descriptor socket, std::size_t max_payload);

  int fd() const { return socket_.get(); }

  /// Receives what is there, at most as many as there are slots, over what was received before.
  /// Returns how many; fewer than kSlots: then there was nothing left.
  std::size_t receive();
  Arrival& arrival(std::size_t number) { return arrivals_[number]; }

  /// How often nothing was left. What was in the queue at some time has been received when the
  /// number is higher than it was then.
  std::uint64_t times_empty() const { return times_empty_; }
  /// Whether nothing is left now; asks the system, and counts it.
  bool look_if_empty();

  /// Datagrams that were lost because the queue was full, ever; asks the system.
  std::uint64_t overruns() const;

 private:
  void arm(std::size_t number);
  void read_destination(std::size_t number);

  /// Room for one address and port.
  struct alignas(cmsghdr) Control {
    std::uint8_t bytes[CMSG_SPACE(sizeof(sockaddr_in6))];
  };

  const Descriptor socket_;
  const std::size_t slot_size_;
  // Pages of it take memory when they are used: those of long datagrams hardly ever.
  const std::unique_ptr<std::uint8_t[]> buffers_;
  std::array<Arrival, kSlots> arrivals_;
  std::array<iovec, kSlots> bytes_;
  std::array<Control, kSlots> controls_;
  std::array<mmsghdr, kSlots> messages_{};
  std::size_t used_ = 0;
  std::uint64_t times_empty_ = 0;
};

}  // namespace rtpengine::net
