// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks of the addresses that media is sent to.
#include "net/udp_checks.h"

#include "net/system_addresses.h"

#include <algorithm>

namespace rtpengine::net {

namespace {

TargetProblem problem_of(const IpAddress& address) {
  if (!address) return TargetProblem::no_address;
  if (address.is_unspecified() || (address.family == Family::ipv4 && address.bytes[0] == 0))
    return TargetProblem::unspecified;
  if (address.is_mapped()) return TargetProblem::mapped;
  if (address.is_loopback()) return TargetProblem::loopback;
  if (address.is_multicast()) return TargetProblem::multicast;
  if (address.is_broadcast()) return TargetProblem::broadcast;
  return TargetProblem::none;
}

bool permits(const IpAddress& allowed, const IpAddress& address) {
  return allowed == address ||
         (allowed.family == address.family && allowed.is_loopback() && address.is_loopback());
}

TargetProblem check_address(const IpAddress& address, const std::vector<IpAddress>& allowed) {
  const TargetProblem problem = problem_of(address);
  switch (problem) {
    case TargetProblem::loopback:
    case TargetProblem::multicast:
    case TargetProblem::broadcast:
      return std::any_of(allowed.begin(), allowed.end(),
                         [&](const IpAddress& entry) { return permits(entry, address); })
                 ? TargetProblem::none
                 : problem;
    default:
      return problem;
  }
}

bool is_control(const Endpoint& target, const Endpoint& control, std::span<const IpAddress> local) {
  if (control.port != target.port) return false;
  const IpAddress& bound = control.address;
  if (bound && !bound.is_unspecified()) return bound == target.address;
  // A socket on :: takes IPv4 as well, so the family of a wildcard says nothing.
  return target.address.is_loopback() ||
         std::find(local.begin(), local.end(), target.address) != local.end() ||
         // Not only interfaces for media: it listens on every address there is. Asked of the system
         // for this one port alone.
         is_system_address(target.address);
}

}  // namespace

std::string_view describe(TargetProblem problem) {
  switch (problem) {
    case TargetProblem::none:
      break;
    case TargetProblem::no_address:
      return "is no address and port";
    case TargetProblem::unspecified:
      return "is an unspecified address";
    case TargetProblem::loopback:
      return "is a loopback address";
    case TargetProblem::multicast:
      return "is a multicast address";
    case TargetProblem::broadcast:
      return "is the broadcast address";
    case TargetProblem::mapped:
      return "is an IPv4 address in IPv6 form";
    case TargetProblem::control_socket:
      return "is a control socket of this daemon";
  }
  return {};
}

bool may_send_media_to(const IpAddress& address, const std::vector<IpAddress>& allowed) {
  return check_address(address, allowed) == TargetProblem::none;
}

TargetProblem check_media_target(const Endpoint& target, const std::vector<IpAddress>& allowed,
                                 std::span<const Endpoint> control,
                                 std::span<const IpAddress> local) {
  if (target.port == 0) return TargetProblem::no_address;
  const TargetProblem problem = check_address(target.address, allowed);
  if (problem != TargetProblem::none) return problem;
  const bool hit = std::any_of(control.begin(), control.end(), [&](const Endpoint& endpoint) {
    return is_control(target, endpoint, local);
  });
  return hit ? TargetProblem::control_socket : TargetProblem::none;
}

}  // namespace rtpengine::net
