// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/addressing.h"

#include "base/log.h"

namespace rtpengine::call {
namespace {

constexpr std::string_view kLegacyIpv4 = "internal";
constexpr std::string_view kLegacyIpv6 = "external";

/// Select by one word of `direction`; an empty word is the default.
void choose(const Call& call, std::string_view word, Participant& participant,
            std::size_t ports_needed) {
  const net::Interfaces& interfaces = *call.environment().interfaces;
  const bool legacy = (word == kLegacyIpv4 || word == kLegacyIpv6) && !interfaces.find(word);
  if (legacy) {
    participant.set_wanted_family(word == kLegacyIpv4 ? net::Family::ipv4 : net::Family::ipv6);
    word = {};
  }
  bool known = false;
  participant.set_interface(interfaces.select(word, participant.wanted_family(), ports_needed,
                                              call.interface_turn(), &known));
  if (!known && !word.empty()) {
    LOG_LIMITED(warning, "direction names interface '%s', which is not configured: '%s' is used",
                base::log::excerpt(word).c_str(), participant.interface()->name.c_str());
  }
}

}  // namespace

void choose_interfaces(const Call& call, const Request& request, MessageKind kind,
                       Participant& sender, Participant& receiver, std::size_t media) {
  const std::size_t ports_needed = 2 * media;
  const bool given = kind == MessageKind::offer && request.direction.size() >= 2;
  if (given || sender.interface() == nullptr) {
    choose(call, given ? request.direction[0] : std::string_view{}, sender, ports_needed);
  }
  if (given || receiver.interface() == nullptr) {
    choose(call, given ? request.direction[1] : std::string_view{}, receiver, ports_needed);
  }
}

net::Family sender_side_family(const Participant& sender, const Media& media) {
  if (media.rtp_endpoint().address) return media.rtp_endpoint().address.family;
  if (const PortSet* set = media.ports().selected()) return set->local->address.family;
  const net::Family signalled = sender.signalled_family();
  return signalled != net::Family::none ? signalled : sender.wanted_family();
}

net::Family receiver_side_family(Participant& receiver, const Participant& sender,
                                 const Request& request) {
  if (request.address_family != net::Family::none) {
    receiver.set_wanted_family(request.address_family);
    return request.address_family;
  }
  if (const net::Family own = receiver.signalled_family(); own != net::Family::none) return own;
  if (receiver.wanted_family() != net::Family::none) return receiver.wanted_family();
  return sender.signalled_family();
}

const net::LocalAddress* local_address_for(const Participant& participant, const Media& media,
                                           net::Family family) {
  if (const net::LocalAddress* primary = participant.interface()->primary(family)) return primary;
  if (const PortSet* set = media.ports().selected()) return set->local;
  return &participant.interface()->addresses.front();
}

net::IpAddress default_shown_address(Participant& receiver, const Participant& sender,
                                     const Request& request) {
  if (request.media_address) return request.media_address;
  const net::Family family = receiver_side_family(receiver, sender, request);
  const net::LocalAddress* primary = receiver.interface()->primary(family);
  return primary ? primary->advertised : receiver.interface()->addresses.front().advertised;
}

}  // namespace rtpengine::call
