// SPDX-License-Identifier: GPL-3.0-or-later
//
// Sending one datagram from a bound socket.
#pragma once

#include <cstdint>
#include <span>

#include "net/address.h"
#include "net/packet_io.h"

namespace rtpengine::net {

/// By one system call, which does not block. False: the system refuses it; counted, as what was
/// sent is.
bool send_datagram(int fd, std::span<const std::uint8_t> payload, const SocketAddress& to,
                   PacketIoCounters& counters);

/// Count a packet that the system refused with this errno value.
void count_refusal(int error, PacketIoCounters& counters);

}  // namespace rtpengine::net
