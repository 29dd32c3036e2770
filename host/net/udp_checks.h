// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where media may be sent: the guard against being made to send packets to ourselves, to a whole
// network or to other programs on this machine. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "net/address.h"

namespace rtpengine::net {

/// Why an endpoint is no place to send media to.
enum class TargetProblem : std::uint8_t {
  none,
  no_address,   ///< no address or port 0
  unspecified,  ///< 0.0.0.0/8, ::
  loopback,
  multicast,
  broadcast,       ///< 255.255.255.255; directed broadcasts are refused by the system itself
  mapped,          ///< IPv4-mapped IPv6: would dodge the checks of the IPv4 address in it
  control_socket,  ///< one of the sockets that take commands
};

/// "is a loopback address", to follow the address in a message; empty for none.
std::string_view describe(TargetProblem problem);

/// Whether media may go to an address. `allowed` holds what the operator permits all the same: the
/// addresses of `allow-media-to`, and the local addresses of all interfaces. An address in it is
/// permitted itself (unless unspecified or mapped), and a loopback address permits all loopback
/// addresses of its family: with an interface on 127.0.0.1, 127.0.0.2 may be sent to.
bool may_send_media_to(const IpAddress& address, const std::vector<IpAddress>& allowed);

/// As may_send_media_to, with the reason, and for the port too: `control` holds the endpoints that
/// control sockets are bound to; one with an unspecified (or no) address stands for `local`
/// addresses, loopback, and every address that the machine has. These stay refused whatever is
/// allowed.
TargetProblem check_media_target(const Endpoint& target, const std::vector<IpAddress>& allowed,
                                 std::span<const Endpoint> control,
                                 std::span<const IpAddress> local);

}  // namespace rtpengine::net
