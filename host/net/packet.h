// SPDX-License-Identifier: GPL-3.0-or-later
//
// A packet slot: buffer, addresses and times of one datagram on its way through the daemon.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/clock.h"
#include "net/address.h"

namespace rtpengine::net {

class MediaSocket;

/// Slots are owned by a worker's PacketIo or PacketPool and reused; nothing is copied or allocated
/// between the receive and the send call. Headroom and tailroom are for stages that make a packet
/// longer (header extensions, SRTP authentication tags).
struct Packet {
  static constexpr std::size_t kHeadroom = 128;
  static constexpr std::size_t kTailroom = 256;
  static constexpr std::size_t kMaxPayload = 65535;

  std::uint8_t* data = nullptr;  ///< first byte of the UDP payload, inside the slot's buffer
  std::size_t size = 0;          ///< bytes of UDP payload
  std::uint8_t* buffer = nullptr;
  std::size_t capacity = 0;  ///< of the buffer, headroom and tailroom included
  SocketAddress source;
  MediaSocket* socket = nullptr;  ///< that it came in on; null: it was not received
  base::Time received = 0;        ///< when it was received

  std::span<const std::uint8_t> bytes() const { return {data, size}; }
};

}  // namespace rtpengine::net
