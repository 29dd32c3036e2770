// SPDX-License-Identifier: GPL-3.0-or-later
//
// The text form of a configured interface: `[NAME/]ADDRESS[!ADVERTISED]`.
#include "base/text.h"
#include "net/interfaces.h"

namespace rtpengine::net {

namespace {

using base::Error;
using base::Result;

std::string_view without_brackets(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']')
    return text.substr(1, text.size() - 2);
  return text;
}

/// Why media can't be received on an address, or empty.
std::string_view unusable(const IpAddress& address) {
  if (address.is_unspecified())
    return " stands for all addresses of the machine; media needs a particular one";
  if (address.is_multicast() || address.is_broadcast()) return " is not the address of one host";
  if (address.is_mapped()) return " is an IPv4 address in IPv6 form; give it as IPv4";
  if (address.family == Family::ipv6 && address.is_link_local())
    return " is link-local, which SDP can't express";
  return {};
}

Result<std::vector<IpAddress>> local_addresses(std::string_view text,
                                               const std::vector<SystemAddress>& system) {
  if (text.empty()) return Error{"there is no address"};
  if (text == "*" || text == "any")
    return Error{"'" + std::string(text) +
                 "' stands for all addresses of the machine; media needs a particular one"};
  const auto address = IpAddress::parse(without_brackets(text));
  if (!address) return usable_addresses(text, system);
  const std::string_view reason = unusable(*address);
  if (!reason.empty()) return Error{address->to_string() + std::string(reason)};
  return std::vector{*address};
}

Result<IpAddress> advertised_address(std::string_view text) {
  const auto address = IpAddress::parse(without_brackets(text));
  if (!address)
    return Error{"the advertised address '" + std::string(text) + "' is not an IP address"};
  const std::string_view reason = unusable(*address);
  if (!reason.empty())
    return Error{"the advertised address " + address->to_string() + std::string(reason)};
  return *address;
}

Result<std::vector<InterfaceSpec>> parse_parts(std::string_view text,
                                               const std::vector<SystemAddress>& system) {
  InterfaceSpec spec;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    spec.name = text.substr(0, slash);
    const std::string_view problem = InterfaceSpec::name_problem(spec.name);
    if (!problem.empty()) return Error{std::string(problem)};
    text.remove_prefix(slash + 1);
  }
  const std::size_t mark = text.find('!');
  const auto addresses = local_addresses(text.substr(0, mark), system);
  if (!addresses) return Error{addresses.error()};
  IpAddress advertised;
  if (mark != std::string_view::npos) {
    const auto address = advertised_address(text.substr(mark + 1));
    if (!address) return Error{address.error()};
    advertised = *address;
  }
  std::vector<InterfaceSpec> specs;
  bool advertised_fits = !advertised;
  for (const IpAddress& address : *addresses) {
    const bool fits = advertised.family == address.family;
    advertised_fits = advertised_fits || fits;
    spec.address = address;
    spec.advertised = fits ? advertised : address;
    specs.push_back(spec);
  }
  if (!advertised_fits)
    return Error{"the advertised address " + advertised.to_string() +
                 " is not of the family of the local one"};
  return specs;
}

}  // namespace

std::string_view InterfaceSpec::name_problem(std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name == Interfaces::kRoundRobinCalls) return "this name is a reserved direction";
  for (const char c : name)
    if (base::is_space(c) || c == '!' || c == '/') return "a name has no spaces, '!' or '/'";
  if (name.front() == ':' || name.back() == ':')
    return "a name of the form BASE:SUFFIX needs both parts";
  return {};
}

Result<std::vector<InterfaceSpec>> InterfaceSpec::parse(std::string_view text) {
  return parse(text, system_addresses());
}

Result<std::vector<InterfaceSpec>> InterfaceSpec::parse(std::string_view text,
                                                        const std::vector<SystemAddress>& system) {
  auto specs = parse_parts(base::trim(text), system);
  if (!specs)
    return Error{"Invalid interface specification: '" + std::string(text) + "': " + specs.error()};
  return specs;
}

}  // namespace rtpengine::net
