// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sockets of one worker that are received from one by one.
#pragma once

#include <sys/epoll.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "net/descriptor.h"
#include "net/packet_io.h"
#include "net/wake_grid.h"

namespace rtpengine::net {

/// An epoll set of its own, so that one descriptor says that something is ready, and one slot: what
/// is received has to be sent, or copied, before the receiver returns. Worker's thread, or while
/// the worker does not run.
class SocketSet {
 public:
  /// Descriptors of others that may be in the set.
  static constexpr std::uint32_t kMaxOthers = 8;

  /// `max_payload`: longest datagram, in bytes. `counters` outlive the set.
  SocketSet(std::size_t max_payload, PacketIoCounters& counters);
  SocketSet(const SocketSet&) = delete;
  SocketSet& operator=(const SocketSet&) = delete;

  /// Readable when something in the set is ready; -1: the system refused it (errno said why).
  int fd() const { return epoll_.get(); }

  /// Deliver what arrives on a socket; the index is for remove. Nothing: the system refuses it
  /// (errno says why).
  std::optional<std::uint32_t> add(MediaSocket& socket, PacketReceiver& receiver);
  /// Nothing more is delivered, not even what was ready in the same turn.
  void remove(std::uint32_t index);

  /// Make fd() readable also when this descriptor is; what is on it is left to the caller.
  /// `number` is below kMaxOthers. False: the system refuses it.
  bool add_other(int fd, std::uint32_t number);

  /// Receives one packet of each ready socket, or with `all` until none is ready.
  WakeGrid::Look receive_ready(bool all);
  /// Which of the others were ready when receive_ready looked: bit n for number n.
  std::uint32_t ready_others() const { return ready_others_; }

 private:
  static constexpr int kEventsAtOnce = 256;

  /// A registered socket. `generation` changes when the entry is freed, so that events that were
  /// fetched for the previous user are recognized.
  struct Entry {
    int fd = -1;
    std::uint32_t generation = 0;
    PacketReceiver* receiver = nullptr;
    MediaSocket* socket = nullptr;
  };

  bool is_other(const epoll_event& event);
  bool handle(const epoll_event& event, base::Time now);
  bool receive(const Entry& entry, bool error_pending, base::Time now);

  const std::size_t max_payload_;
  PacketIoCounters& counters_;
  const Descriptor epoll_;
  // One slot is enough: what is received is sent before the next packet is.
  const std::unique_ptr<std::uint8_t[]> buffer_;
  Packet packet_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_entries_;
  std::uint32_t ready_others_ = 0;
  epoll_event events_[kEventsAtOnce];
};

}  // namespace rtpengine::net
