// SPDX-License-Identifier: GPL-3.0-or-later
//
// Texts of addresses, as SDP and control messages bring them, and of configured interfaces.
// What is accepted must print as text that means the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "net/address.h"
#include "net/interfaces.h"

namespace {

using rtpengine::net::Endpoint;
using rtpengine::net::Family;
using rtpengine::net::InterfaceSpec;
using rtpengine::net::IpAddress;
using rtpengine::net::SocketAddress;
using rtpengine::net::SystemAddress;

void require(bool condition) {
  if (!condition) std::abort();
}

void check(const IpAddress& address) {
  require(IpAddress::parse(address.to_string()) == address);
  const Endpoint endpoint{address, 4711};
  require(SocketAddress(endpoint).endpoint() == endpoint);
  require(rtpengine::net::parse_endpoint(endpoint.to_string()) == endpoint);
}

void check_interface(std::string_view text) {
  static const std::vector<SystemAddress> machine = {{"e", true, *IpAddress::parse("192.0.2.1")},
                                                     {"e", true, *IpAddress::parse("2001:db8::1")},
                                                     {"f", false, {}}};
  const auto specs = InterfaceSpec::parse(text, machine);
  if (!specs) return;
  require(!specs->empty());
  for (const InterfaceSpec& spec : *specs) {
    require(InterfaceSpec::name_problem(spec.name).empty());
    require(spec.address.family == spec.advertised.family && !spec.address.is_unspecified());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Family family : {Family::ipv4, Family::ipv6})
    if (const auto address = IpAddress::parse(text, family)) check(*address);
  if (const auto address = IpAddress::parse(text)) check(*address);
  check_interface(text);
  // Only what no name server would be asked about.
  if (text.find_first_not_of("0123456789:.[]") == std::string_view::npos && !text.empty() &&
      text.front() == '[')
    (void)rtpengine::net::parse_endpoint(text);
  return 0;
}
