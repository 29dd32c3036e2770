// SPDX-License-Identifier: GPL-3.0-or-later
//
// A queue of the steered engine, and what has to be known about ports whose packets may be in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/address.h"
#include "net/descriptor.h"
#include "net/receive_queue.h"

namespace rtpengine::net {

/// What the kernel puts datagrams into that come to a worker's ports of one address family.
/// Worker's thread.
class SteeredQueue {
 public:
  /// As ReceiveQueue.
  SteeredQueue(Descriptor socket, std::size_t max_payload);

  ReceiveQueue& in() { return in_; }

  /// A port is opened whose socket has this serial number. What came to an earlier socket on the
  /// same port may still be in the queue: the port's own packets are those that are received when
  /// ReceiveQueue::times_empty was at least this.
  std::uint64_t first_delivery(const SocketAddress& local, std::uint64_t serial);

  /// A port was closed. `may_look`: false while arrivals are being delivered: what was taken out of
  /// the queue for the port may be among them, though the queue is empty.
  void note_closed(const SocketAddress& local, std::uint64_t serial, bool may_look);

  /// Ports that are remembered: each once, as long as something for it may be in the queue.
  std::size_t closed_ports() const { return closed_.size(); }

  /// Datagrams that were lost since this was asked last, because the queue was full.
  std::uint32_t new_overruns();

 private:
  struct Closed {
    SocketAddress local;
    std::uint64_t serial = 0;  ///< of the socket that it was
    std::uint64_t gone = 0;    ///< when ReceiveQueue::times_empty is this, nothing of it is left
  };

  std::vector<Closed>::iterator find(const SocketAddress& local);
  void forget_gone();

  ReceiveQueue in_;
  std::vector<Closed> closed_;
  std::uint64_t forgot_at_ = 0;  ///< ReceiveQueue::times_empty when some were forgotten last
  std::uint64_t overruns_ = 0;
};

}  // namespace rtpengine::net
