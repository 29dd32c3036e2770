// SPDX-License-Identifier: GPL-3.0-or-later
//
// The network interfaces of this machine and their addresses, as the system reports them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"

namespace rtpengine::net {

struct SystemAddress {
  std::string interface;  ///< "eth0", or an alias of it: "eth0:1"
  bool up = false;
  IpAddress address;  ///< none: the entry just says that the interface exists
};

/// What getifaddrs(3) reports now; empty if that fails. Any thread.
std::vector<SystemAddress> system_addresses();

/// Whether this machine has the address now, on whatever interface; true in doubt. Asks the system.
bool is_system_address(const IpAddress& address);

/// The addresses of an interface and of its aliases that media can use, in the order of the list;
/// link-local IPv6 addresses are left out. It is an error if there is no such interface, if it is
/// down, or if no address is left; the error does not repeat the name's context.
base::Result<std::vector<IpAddress>> usable_addresses(std::string_view interface,
                                                      const std::vector<SystemAddress>& system);

}  // namespace rtpengine::net
