// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ports that a worker's steered engine receives for.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "net/packet_io.h"
#include "net/port_index.h"
#include "net/raw_sender.h"

namespace rtpengine::net {

/// A registered socket; free if it has no receiver.
struct ServedPort {
  MediaSocket* socket = nullptr;
  PacketReceiver* receiver = nullptr;
  RawSender* sender = nullptr;  ///< null: by the port's own socket
  SocketAddress local;
  std::uint64_t deliver_from = 0;  ///< SteeredQueue::first_delivery
  std::uint64_t serial = 0;        ///< of the socket
  std::uint64_t rate_limited = 0;  ///< told to the receiver
  std::uint32_t bound = 0;         ///< in the set of bound sockets
  std::uint32_t slot = 0;          ///< of the steering, if steered
  bool steered = false;
};

/// Ports by number, which a socket bears as its tag, and by local address. Worker's thread.
class ServedPorts {
 public:
  /// Returns its number; numbers of removed ports are given again.
  std::uint32_t add(const ServedPort& port);
  void remove(std::uint32_t number);

  std::optional<std::uint32_t> find(const SocketAddress& local) const { return index_.find(local); }
  ServedPort& operator[](std::uint32_t number) { return ports_[number]; }
  /// Null: it is another's, or nobody's.
  ServedPort* of(const MediaSocket& socket);

  /// Numbers are below this; those of removed ports have no receiver.
  std::uint32_t numbers() const { return static_cast<std::uint32_t>(ports_.size()); }

  /// Fetch into the cache, one after the other: what finding the port needs, the port (found now;
  /// nothing if there is none), and its receiver.
  void prefetch_slot(const SocketAddress& local) const { index_.prefetch_slot(local); }
  void prefetch_entry(const SocketAddress& local) const { index_.prefetch_entry(local); }
  std::optional<std::uint32_t> prefetch_port(const SocketAddress& local) const;
  void prefetch_receiver(std::uint32_t number) const;
  /// PacketReceiver::prefetch.
  void prefetch(std::uint32_t number, Prefetch step) const;
  /// PacketIo::prefetch.
  void prefetch(const MediaSocket& socket) const;

 private:
  PortIndex index_;
  std::vector<ServedPort> ports_;
  std::vector<std::uint32_t> free_;
};

}  // namespace rtpengine::net
