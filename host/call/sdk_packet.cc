// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdk_packet.h"

#include <algorithm>
#include <cstdint>

#include "media/packet_stream.h"

namespace rtpengine::call {
namespace {

template <typename Ours, typename Theirs>
constexpr bool same(Ours ours, Theirs theirs) {
  return std::uint32_t(ours) == std::uint32_t(theirs);
}
static_assert(same(media::PacketKind::rtp, PacketKind::rtp) &&
              same(media::PacketKind::rtcp, PacketKind::rtcp) &&
              same(media::PacketKind::stun, PacketKind::stun) &&
              same(media::PacketKind::dtls, PacketKind::dtls) &&
              same(media::PacketKind::zrtp, PacketKind::zrtp) &&
              same(media::PacketKind::turn_channel, PacketKind::turn_channel) &&
              same(media::PacketKind::other, PacketKind::other));
static_assert(same(media::Component::rtp, Component::rtp) &&
              same(media::Component::rtcp, Component::rtcp));

/// Where the payload begins; at the end if the header says more than there is.
std::uint32_t header_size(const net::Packet& packet) {
  const auto view = media::parse_rtp(packet.bytes(), media::RtpBody::encrypted);
  return std::uint32_t(view ? view->header_size : packet.size);
}

}  // namespace

rtpengine::Packet to_sdk(const media::StagePacket& packet) {
  const net::Packet& slot = *packet.packet;
  rtpengine::Packet made{};
  made.data = slot.data;
  made.size = std::uint32_t(slot.size);
  if (slot.buffer != nullptr) {
    made.headroom = std::uint32_t(slot.data - slot.buffer);
    made.tailroom = std::uint32_t(slot.capacity - made.headroom - slot.size);
  }
  made.kind = PacketKind(packet.kind);
  made.received_us = slot.received;
  if (packet.kind == media::PacketKind::rtp) {
    made.ssrc = packet.rtp.ssrc;
    made.timestamp = packet.rtp.timestamp;
    made.sequence = packet.rtp.sequence;
    made.payload_type = packet.rtp.payload_type;
    made.marker = packet.rtp.marker ? 1 : 0;
    made.header_size = header_size(slot);
  }
  return made;
}

Endpoint to_sdk(const net::Endpoint& endpoint) {
  Endpoint plain{};
  if (!endpoint.address) return plain;
  plain.family = static_cast<AddressFamily>(endpoint.address.family);
  plain.port = endpoint.port;
  std::copy(endpoint.address.bytes.begin(), endpoint.address.bytes.end(), plain.address);
  return plain;
}

net::Endpoint from_sdk(const Endpoint& endpoint) {
  net::Endpoint made;
  if (endpoint.family != AddressFamily::ipv4 && endpoint.family != AddressFamily::ipv6) return made;
  made.address.family = static_cast<net::Family>(endpoint.family);
  const std::size_t size = endpoint.family == AddressFamily::ipv4 ? 4 : 16;
  std::copy_n(endpoint.address, size, made.address.bytes.begin());
  made.port = endpoint.port;
  return made;
}

}  // namespace rtpengine::call
