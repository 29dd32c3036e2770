// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/connectivity_service.h"

#include "base/log.h"
#include "call/call_info.h"
#include "call/media.h"
#include "call/participant.h"
#include "call/sdk_packet.h"
#include "net/packet_pool.h"
#include "plugin/find_media.h"

namespace rtpengine::plugin {
namespace {

media::Component component_of(const StreamRef& stream) {
  return static_cast<media::Component>(stream.component);
}

/// The stream's media, if it has a port on that address.
Status find_path(call::CallFinder& calls, const StreamRef* stream, std::uint32_t local,
                 call::Media** out) {
  call::Media* media = find_stream_media(calls, stream);
  if (media == nullptr || media->ports().selected() == nullptr) return Status::not_found;
  if (media->socket_of(component_of(*stream), local) == nullptr) return Status::invalid;
  *out = media;
  return Status::ok;
}

}  // namespace

Status ConnectivityService::open(CallHandle call, std::uint32_t participant,
                                 std::uint32_t media) noexcept {
  call::Media* found = find_media(calls_, call, participant, media);
  if (found == nullptr || found->ports().selected() == nullptr) return Status::not_found;
  const auto opened = found->open_connectivity();
  if (opened) return Status::ok;
  const base::log::CallScope scope(found->participant().call().id());
  LOG_LIMITED(warning, "an address is left out of the candidates: %s", opened.error().c_str());
  return Status::failed;
}

void ConnectivityService::close(CallHandle call, std::uint32_t participant,
                                std::uint32_t media) noexcept {
  if (call::Media* found = find_media(calls_, call, participant, media)) {
    found->close_connectivity();
  }
}

std::uint32_t ConnectivityService::locals(const StreamRef* stream, Endpoint* out,
                                          std::uint32_t capacity) noexcept {
  call::Media* media = find_stream_media(calls_, stream);
  const call::PortSet* set = media != nullptr ? media->ports().selected() : nullptr;
  if (set == nullptr) return 0;
  const auto count = std::uint32_t(set->addresses());
  for (std::uint32_t i = 0; out != nullptr && i < count && i < capacity; ++i) {
    const std::uint16_t port = media->socket_of(component_of(*stream), i)->local().port;
    out[i] = call::to_sdk(net::Endpoint{set->on(i).local->advertised, port});
  }
  return count;
}

Status ConnectivityService::send(const StreamRef* stream, std::uint32_t local, const Endpoint* to,
                                 Slice bytes) noexcept {
  call::Media* media = find_stream_media(calls_, stream);
  if (media != nullptr && local == UINT32_MAX) {
    const call::Connectivity& ways = media->connectivity();
    local = stream->component == Component::rtp ? ways.rtp.address : ways.rtcp.address;
  }
  const Status found = find_path(calls_, stream, local, &media);
  if (found != Status::ok) return found;
  if (to == nullptr || (bytes.data == nullptr && bytes.size != 0)) return Status::invalid;
  const call::CallEnvironment& environment = media->participant().call().environment();
  const net::Packet* packet = environment.spare->copy(
      {reinterpret_cast<const std::uint8_t*>(bytes.data), std::size_t(bytes.size)});
  if (packet == nullptr) return Status::failed;
  media::PacketStream& sender = stream->component == Component::rtp ? media->rtp() : media->rtcp();
  const bool sent =
      sender.egress().send_directly(*media->socket_of(component_of(*stream), local), *packet,
                                    net::SocketAddress(call::from_sdk(*to)), environment.now());
  return sent ? Status::ok : Status::failed;
}

Status ConnectivityService::admit(const StreamRef* stream, std::uint32_t local,
                                  const Endpoint* source) noexcept {
  call::Media* media = nullptr;
  const Status found = find_path(calls_, stream, local, &media);
  if (found != Status::ok) return found;
  if (source == nullptr) return Status::invalid;
  media->admit(component_of(*stream), std::uint8_t(local),
               net::SocketAddress(call::from_sdk(*source)), calls_.local_calls()->now());
  return Status::ok;
}

Status ConnectivityService::select(const StreamRef* stream, std::uint32_t local,
                                   const Endpoint* remote) noexcept {
  call::Media* media = nullptr;
  const Status found = find_path(calls_, stream, local, &media);
  if (found != Status::ok) return found;
  if (remote == nullptr) return Status::invalid;
  media->select(component_of(*stream), std::uint8_t(local),
                net::SocketAddress(call::from_sdk(*remote)), calls_.local_calls()->now());
  return Status::ok;
}

Status ConnectivityService::suspend(const StreamRef* stream) noexcept {
  call::Media* media = find_stream_media(calls_, stream);
  if (media == nullptr) return Status::not_found;
  media->suspend(component_of(*stream));
  return Status::ok;
}

SourceStanding ConnectivityService::standing(const StreamRef* stream,
                                             const Endpoint* source) noexcept {
  const call::Media* media = find_stream_media(calls_, stream);
  if (media == nullptr || source == nullptr) return SourceStanding::stranger;
  return media->standing_of(component_of(*stream), net::SocketAddress(call::from_sdk(*source)));
}

}  // namespace rtpengine::plugin
