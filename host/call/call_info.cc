// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/call_info.h"

#include "base/slice.h"
#include "call/sdk_packet.h"
#include "sdp/attributes.h"

namespace rtpengine::call {
namespace {

using base::to_slice;

const media::PacketStream& stream_of(const Media& media, media::Component component) {
  return component == media::Component::rtp ? media.rtp() : media.rtcp();
}

MediaDirection to_sdk(sdp::Direction direction) {
  switch (direction) {
    case sdp::Direction::sendrecv:
      return MediaDirection::sendrecv;
    case sdp::Direction::sendonly:
      return MediaDirection::sendonly;
    case sdp::Direction::recvonly:
      return MediaDirection::recvonly;
    case sdp::Direction::inactive:
      return MediaDirection::inactive;
  }
  return MediaDirection::inactive;
}

std::uint32_t flags_of(const Media& media) {
  std::uint32_t flags = 0;
  if (media.off()) flags |= media_off;
  if (media.is_rtp()) flags |= media_rtp;
  const bool secure = sdp::classify_transport(media.protocol()).secure;
  if (secure || media.sending_keys() != nullptr) flags |= media_secure;
  if (media.mux_in_force()) flags |= media_mux;
  return flags;
}

}  // namespace

StreamRef stream_ref(const Media& media, media::Component component) {
  const Participant& participant = media.participant();
  return {participant.call().handle(), participant.index(), media.index(),
          static_cast<Component>(component), 0};
}

CallInfo call_info(const Call& call) {
  return {to_slice(call.id()), call.created(),
          static_cast<std::uint32_t>(call.participants().size()), call.deleted() ? 1u : 0u,
          to_slice(call.xmlrpc_callback)};
}

ParticipantInfo participant_info(const Participant& participant) {
  const Participant* peer = participant.peer();
  return {to_slice(participant.tag()), to_slice(participant.label()),
          to_slice(participant.via_branch()), peer != nullptr ? peer->index() : no_index,
          static_cast<std::uint32_t>(participant.all_media().size())};
}

MediaInfo media_info(const Media& media) {
  return {to_slice(media.type()), to_slice(media.protocol()), to_slice(media.mid()),
          to_sdk(media.direction()), flags_of(media)};
}

StreamInfo stream_info(const Media& media, media::Component component) {
  const bool is_rtp = component == media::Component::rtp;
  const media::PacketStream& stream = stream_of(media, component);
  StreamInfo info{};
  info.ref = stream_ref(media, component);
  if (const PortSet* set = media.ports().selected()) {
    info.local = to_sdk(is_rtp ? set->rtp.local() : set->rtcp_socket().local());
  }
  info.signalled = to_sdk(is_rtp ? media.rtp_endpoint() : media.rtcp_endpoint());
  const net::SocketAddress& destination = stream.egress().destination();
  if (destination.size != 0) info.remote = to_sdk(destination.endpoint());
  info.flags = flags_of(media);
  return info;
}

StreamStatistics stream_statistics(const Media& media, media::Component component) {
  const media::PacketStream& stream = stream_of(media, component);
  const media::StreamCounters& received = stream.received();
  const media::StreamCounters& sent = stream.egress().sent();
  return {received.packets,     received.bytes,  sent.packets,
          sent.bytes,           received.errors, stream.drops().total(),
          received.last_packet, received.ssrc,   received.payload_type};
}

Participant* find_participant(const Call& call, std::uint32_t participant) {
  const auto& all = call.participants();
  return participant < all.size() ? all[participant].get() : nullptr;
}

Media* find_media(const Call& call, std::uint32_t participant, std::uint32_t media) {
  const Participant* owner = find_participant(call, participant);
  return owner != nullptr ? owner->find_media(media) : nullptr;
}

}  // namespace rtpengine::call
