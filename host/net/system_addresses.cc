// SPDX-License-Identifier: GPL-3.0-or-later
//
// Addresses of the machine's network interfaces, through getifaddrs(3).
#include "net/system_addresses.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace rtpengine::net {

namespace {

IpAddress address_of(const sockaddr* source) {
  if (!source) return {};
  if (source->sa_family == AF_INET)
    return IpAddress::from_ipv4(reinterpret_cast<const sockaddr_in*>(source)->sin_addr);
  if (source->sa_family == AF_INET6)
    return IpAddress::from_ipv6(reinterpret_cast<const sockaddr_in6*>(source)->sin6_addr);
  return {};
}

bool belongs_to(const SystemAddress& entry, std::string_view interface) {
  const std::string_view name = entry.interface;
  return name.substr(0, interface.size()) == interface &&
         (name.size() == interface.size() || name[interface.size()] == ':');
}

}  // namespace

bool is_system_address(const IpAddress& address) {
  const SocketAddress any_port(Endpoint{address, 0});
  const int fd = ::socket(any_port.base.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return true;
  // All others are refused with EADDRNOTAVAIL.
  const bool foreign = ::bind(fd, &any_port.base, any_port.size) != 0 && errno == EADDRNOTAVAIL;
  ::close(fd);
  return !foreign;
}

std::vector<SystemAddress> system_addresses() {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return {};
  std::vector<SystemAddress> result;
  for (const ifaddrs* entry = list; entry; entry = entry->ifa_next)
    result.push_back(
        {entry->ifa_name, (entry->ifa_flags & IFF_UP) != 0, address_of(entry->ifa_addr)});
  freeifaddrs(list);
  return result;
}

base::Result<std::vector<IpAddress>> usable_addresses(std::string_view interface,
                                                      const std::vector<SystemAddress>& system) {
  bool exists = false;
  bool up = false;
  std::vector<IpAddress> addresses;
  for (const SystemAddress& entry : system) {
    if (interface.empty() || !belongs_to(entry, interface)) continue;
    exists = true;
    up = up || entry.up;
    const IpAddress& address = entry.address;
    if (!address || (address.family == Family::ipv6 && address.is_link_local())) continue;
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
      addresses.push_back(address);
  }
  const std::string name(interface);
  if (!exists)
    return base::Error{"'" + name +
                       "' is neither an IP address nor a network interface of this "
                       "machine"};
  if (!up) return base::Error{"network interface '" + name + "' is down"};
  if (addresses.empty())
    return base::Error{"network interface '" + name +
                       "' has no address other than link-local "
                       "IPv6 ones"};
  return addresses;
}

}  // namespace rtpengine::net
