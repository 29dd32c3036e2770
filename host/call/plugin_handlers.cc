// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/plugin_handlers.h"

#include <algorithm>

#include <rtpengine/packet_handler.h>

#include "base/log.h"
#include "call/call.h"
#include "call/call_info.h"
#include "call/media.h"
#include "call/participant.h"
#include "call/sdk_packet.h"
#include "loop/plugin_scope.h"
#include "net/packet_pool.h"

namespace rtpengine::call {
namespace {

/// Answers from the socket that a packet came in on.
class Replier final : public PacketReplier {
 public:
  Replier(media::PacketStream& stream, const net::Packet& packet, net::PacketPool& spare,
          base::Time now)
      : stream_(stream), packet_(packet), spare_(spare), now_(now) {}

  Status reply(Slice bytes) noexcept override {
    if (bytes.data == nullptr || packet_.socket == nullptr) return Status::invalid;
    const net::Packet* answer =
        spare_.copy({reinterpret_cast<const std::uint8_t*>(bytes.data), std::size_t(bytes.size)});
    if (answer == nullptr) return Status::failed;
    const bool sent =
        stream_.egress().send_directly(*packet_.socket, *answer, packet_.source, now_);
    return sent ? Status::ok : Status::failed;
  }

 private:
  media::PacketStream& stream_;
  const net::Packet& packet_;
  net::PacketPool& spare_;
  const base::Time now_;
};

media::HandlerVerdict to_host(PacketVerdict verdict, const base::PluginCopy& plugin,
                              const Call& call) {
  switch (verdict) {
    case PacketVerdict::pass:
      return media::HandlerVerdict::pass;
    case PacketVerdict::consumed:
      return media::HandlerVerdict::consume;
    case PacketVerdict::drop:
      return media::HandlerVerdict::drop;
  }
  plugin.count_fault();
  const base::log::CallScope scope(call.id());
  LOG_LIMITED(warning, "a packet handler of plugin '%s' gave a verdict that there is not",
              plugin.name().c_str());
  return media::HandlerVerdict::drop;
}

}  // namespace

bool PluginHandlers::any() const {
  const auto& handlers = media_.participant().call().extensions().handlers;
  return std::any_of(handlers.begin(), handlers.end(),
                     [](const HandlerExtension& handler) { return bool(handler); });
}

media::HandlerVerdict PluginHandlers::on_packet(media::PacketStream& stream,
                                                const media::StagePacket& packet, base::Time now) {
  const Call& call = media_.participant().call();
  const HandlerExtension& handler = call.extensions().handlers[std::size_t(packet.kind)];
  if (!handler) return media::HandlerVerdict::unhandled;
  const StreamRef ref = stream_ref(media_, stream.component());
  rtpengine::Packet shown = to_sdk(packet);
  if (packet.packet->socket != nullptr) {
    shown.local = std::uint32_t(media_.address_of(*packet.packet->socket));
  }
  const rtpengine::Endpoint source = to_sdk(packet.packet->source.endpoint());
  Replier replier(stream, *packet.packet, *call.environment().spare, now);
  const loop::PluginScope scope(*handler.plugin);
  return to_host(handler.object->on_packet(&ref, &shown, &source, &replier), *handler.plugin, call);
}

}  // namespace rtpengine::call
