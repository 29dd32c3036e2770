// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/egress.h"

#include "base/log.h"
#include "base/prefetch.h"

namespace rtpengine::media {

void Egress::set_destination(const net::SocketAddress& destination) {
  destination_ = destination;
  forbidden_ = destination_.size != 0 && !policy_->allows(destination_.endpoint());
  if (forbidden_) {
    LOG_LIMITED(warning, "media will not be sent to %s: this kind of address is not allowed",
                base::log::marked(destination_.endpoint().to_string()).c_str());
  }
}

void Egress::prefetch(net::Prefetch step) const {
  switch (step) {
    case net::Prefetch::early:
      base::prefetch(this);
      break;
    case net::Prefetch::middle:
      base::prefetch(socket_);
      break;
    case net::Prefetch::late:
      if (socket_ != nullptr) io_->prefetch(*socket_);
      break;
  }
}

std::optional<DropReason> Egress::obstacle() const {
  if (socket_ == nullptr || !*socket_ || destination_.size == 0) return DropReason::no_destination;
  if (destination_forbidden()) return DropReason::destination_forbidden;
  if (srtp_ != nullptr && !srtp_->has_keys()) return DropReason::no_sending_keys;
  // A destination of the other family can't be reached from this socket.
  if ((destination_.base.sa_family == AF_INET) !=
      (socket_->local().address.family == net::Family::ipv4)) {
    return DropReason::no_destination;
  }
  return std::nullopt;
}

void Egress::send(PacketBatch& batch, base::Time now) {
  const auto refused = obstacle();
  if (!refused) route_.run(batch, now);
  transmit(batch, refused, now);
}

void Egress::resume(const Stage& stage, PacketBatch& batch, base::Time now) {
  const auto refused = obstacle();
  if (!refused) route_.run_after(stage, batch, now);
  transmit(batch, refused, now);
  for (const StagePacket& packet : batch.packets()) {
    if (packet.lost()) drops_.count(packet.reason);
  }
}

void Egress::transmit(PacketBatch& batch, std::optional<DropReason> refused, base::Time now) {
  for (StagePacket& packet : batch.packets()) {
    if (packet.dropped) continue;
    if (refused) {
      packet.drop(*refused);
    } else if (const auto unprotected = protect(packet)) {
      packet.drop(*unprotected);
    } else if (!io_->send(*socket_, *packet.packet, destination_)) {
      packet.drop(DropReason::send_failed);
    } else {
      sent_.count(packet.packet->size, now);
    }
  }
}

std::optional<DropReason> Egress::protect(StagePacket& packet) {
  // What is neither RTP nor RTCP has no such form: ZRTP, or T.38 in the place of audio.
  if (srtp_ == nullptr || packet.kind > PacketKind::rtcp) return std::nullopt;
  return srtp_->protect(*packet.packet);
}

bool Egress::send_directly(net::MediaSocket& socket, const net::Packet& packet,
                           const net::SocketAddress& to, base::Time now) {
  if (!policy_->allows(to.endpoint()) || !io_->send(socket, packet, to)) return false;
  sent_.count(packet.size, now);
  return true;
}

void Egress::take_back(std::size_t bytes) {
  --sent_.packets;
  sent_.bytes -= bytes;
  drops_.count(DropReason::send_failed);
}

void Egress::add_kernel_counts(const ForwardCounters& counters) {
  sent_.packets += counters.packets;
  sent_.bytes += counters.bytes;
  sent_.kernel_packets += counters.packets;
  sent_.kernel_bytes += counters.bytes;
}

/// Socket, destination, route and keys are the owner's.
void Egress::describe(base::Fields& fields) {
  fields.object("sent", [&] { sent_.describe(fields); });
  drops_.describe(fields, "drops");
  if (srtp_ != nullptr) fields.object("srtp", [&] { srtp_->describe(fields); });
}

}  // namespace rtpengine::media
