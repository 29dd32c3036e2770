// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/packet_stream.h"

#include <array>

#include "base/prefetch.h"
#include "media/rtcp.h"

namespace rtpengine::media {
namespace {

/// Why a packet of this kind is not let into a stream of RTP or RTCP; nothing if it is.
std::optional<DropReason> unfit(PacketKind kind, Component component) {
  const DropReason misplaced =
      component == Component::rtp ? DropReason::not_rtp : DropReason::not_rtcp;
  switch (kind) {
    case PacketKind::rtp:
      if (component == Component::rtp) return std::nullopt;
      return misplaced;
    case PacketKind::rtcp:
      if (component == Component::rtcp) return std::nullopt;
      return misplaced;
    case PacketKind::zrtp:
      return std::nullopt;
    case PacketKind::stun:
      return DropReason::stun_unhandled;
    case PacketKind::dtls:
      return DropReason::dtls_unhandled;
    default:
      return misplaced;
  }
}

/// What became of one packet on several egresses.
struct Fate {
  bool sent = false;
  DropReason reason = DropReason::by_stage;  ///< if it was not sent
};

/// `batch` is what an egress left of the packets that it was given.
void note_fate(const net::Packet& packet, PacketBatch& batch, Fate& fate) {
  for (const StagePacket& entry : batch.packets()) {
    if (entry.packet != &packet) continue;
    if (entry.lost()) {
      fate.reason = entry.reason;
    } else {
      fate.sent = true;
    }
  }
}

/// Drops that mean that something which should have been relayed was not.
bool is_error(DropReason reason) {
  return reason == DropReason::send_failed || reason == DropReason::not_authentic ||
         reason == DropReason::unknown_mki;
}

}  // namespace

PacketKind PacketStream::kind_of(std::span<const std::uint8_t> packet) const {
  if (payload_ == Payload::any) return PacketKind::other;
  return classify(packet, multiplexed() || component_ == Component::rtcp);
}

void PacketStream::on_packets(std::span<net::Packet* const> packets) {
  // Nearly always there is one packet, of one kind.
  while (!packets.empty()) {
    const auto part = packets.first(std::min(packets.size(), PacketBatch::kReceived));
    packets = packets.subspan(part.size());
    PacketBatch own;
    PacketBatch rtcp;
    for (net::Packet* packet : part) sort(*packet, own, rtcp);
    const base::Time now = part.front()->received;
    if (!own.empty()) receive(own, *this, now);
    if (!rtcp.empty()) multiplexed_rtcp_->receive(rtcp, *this, now);
  }
}

void PacketStream::sort(net::Packet& packet, PacketBatch& own, PacketBatch& rtcp) {
  StagePacket entry;
  entry.packet = &packet;
  entry.dropped = entry.consumed = false;
  entry.kind = kind_of(packet.bytes());
  if (entry.kind == PacketKind::rtp) {
    if (const auto header = rtp_header_fast(packet.bytes())) {
      entry.rtp = *header;
    } else {
      entry.kind = PacketKind::other;
    }
  }
  PacketBatch& batch = entry.kind == PacketKind::rtcp && multiplexed() ? rtcp : own;
  entry.origin = std::uint8_t(batch.size());
  batch.add(entry);
}

void PacketStream::receive(PacketBatch& batch, PacketStream& port, base::Time now) {
  for (StagePacket& packet : batch.packets()) {
    const std::size_t size = packet.packet->size;
    if (!admit(packet, port, now)) continue;
    received_.count(size, now);
    if (packet.dropped) continue;
    if (packet.kind == PacketKind::zrtp) owner_->on_zrtp(*this);
    if (packet.kind != PacketKind::rtp) continue;
    ssrcs_.note(packet.rtp, packet.packet->received, *owner_);
    received_.ssrc = packet.rtp.ssrc;
    received_.payload_type = packet.rtp.payload_type;
  }
  route_.run(batch, now);
  finish(batch, now);
}

void PacketStream::resume(const Stage& stage, PacketBatch& batch, base::Time now) {
  route_.run_after(stage, batch, now);
  finish(batch, now);
}

void PacketStream::finish(PacketBatch& batch, base::Time now) {
  forward(batch, now);
  for (const StagePacket& packet : batch.packets()) {
    if (!packet.lost()) continue;
    drops_.count(packet.reason);
    if (is_error(packet.reason)) ++received_.errors;
  }
}

bool PacketStream::admit(StagePacket& packet, PacketStream& port, base::Time now) {
  if (payload_ == Payload::rtp) {
    if (packet.kind > PacketKind::rtcp && handle(packet, port, now)) return !packet.dropped;
    if (const auto reason = unfit(packet.kind, component_)) {
      packet.drop(*reason);
      return false;
    }
    if (srtp_ != nullptr && packet.kind <= PacketKind::rtcp) {
      return admit_secured(packet, port, now);
    }
    if (packet.kind == PacketKind::rtcp && !whole(packet)) {
      packet.drop(DropReason::not_rtcp);
      return false;
    }
  }
  return admit_source(packet, port, now);
}

bool PacketStream::admit_source(StagePacket& packet, PacketStream& port, base::Time now) {
  // RTCP on the RTP port is held against the RTP stream's endpoint and never teaches it.
  if (&port != this && port.learner_.admits(packet.packet->source)) return true;
  if (&port == this || port.rtcp_comes_apart_)
    return follow(learner_.admit(packet.packet->source, now), packet);
  packet.drop(DropReason::source_refused);
  return false;
}

/// Who has the keys is the participant, wherever it sends from; and nobody else teaches anything.
bool PacketStream::admit_secured(StagePacket& packet, PacketStream& port, base::Time now) {
  const net::SocketAddress& source = packet.packet->source;
  if (const auto reason = srtp_->unprotect(*packet.packet)) {
    const bool admitted = port.learner_.admits_or_refuses(source);
    packet.drop(admitted ? *reason : DropReason::source_refused);
    return admitted;
  }
  if (packet.kind == PacketKind::rtcp && !whole(packet)) packet.drop(DropReason::not_rtcp);
  if (!srtp_->authenticates()) return admit_source(packet, port, now);
  if (&port != this || learner_.is_settled_on_proven(source)) return true;
  return follow(learner_.note_validated(source, now), packet);
}

/// Before anything is learned from RTCP: what is cut short or no RTCP at all teaches nothing.
bool PacketStream::whole(const StagePacket& packet) const {
  const auto bytes = packet.packet->bytes();
  return opaque_ ? possible_srtcp(bytes) : valid_rtcp(bytes);
}

bool PacketStream::handle(StagePacket& packet, PacketStream& port, base::Time now) {
  if (handler_ == nullptr) return false;
  switch (handler_->on_packet(port, packet, now)) {
    case HandlerVerdict::unhandled:
      return false;
    case HandlerVerdict::pass:
      // What is no media does not tell where media comes from.
      if (!port.learner_.admits(packet.packet->source)) packet.drop(DropReason::source_refused);
      return true;
    case HandlerVerdict::consume:
      packet.consume();
      return true;
    case HandlerVerdict::drop:
      break;
  }
  packet.drop(DropReason::by_stage);
  return true;
}

bool PacketStream::follow(const Admission& admission, StagePacket& packet) {
  if (!admission.forward) packet.drop(DropReason::source_refused);
  if (admission.moved) owner_->on_endpoint_moved(*this);
  if (admission.confirmed) owner_->on_endpoint_confirmed(*this);
  return admission.forward;
}

void PacketStream::forward(PacketBatch& batch, base::Time now) {
  const auto sinks = route_.sinks();
  if (sinks.size() == 1) {
    sinks.front()->send(batch, now);
    return;
  }
  if (!sinks.empty()) {
    forward_to_all(sinks, batch, now);
    return;
  }
  for (StagePacket& packet : batch.packets()) {
    if (!packet.dropped) packet.drop(DropReason::no_route);
  }
}

/// Each egress gets a batch of its own: what one of them can't send another may. Lost is what none
/// of them could.
void PacketStream::forward_to_all(std::span<Egress* const> sinks, PacketBatch& batch,
                                  base::Time now) {
  std::array<Fate, PacketBatch::kCapacity> fates;
  for (Egress* sink : sinks) {
    PacketBatch given = batch;
    // Also for the last one: the engine may hold what the others have sent.
    if (sink->changes_packets()) copy_packets(given);
    PacketBatch left = given;
    sink->send(left, now);
    for (std::size_t i = 0; i < given.size(); ++i) {
      note_fate(*given.packets()[i].packet, left, fates[i]);
    }
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    StagePacket& packet = batch.packets()[i];
    if (!packet.dropped && !fates[i].sent) packet.drop(fates[i].reason);
  }
}

/// An egress changes packets in place, and there are more egresses to come.
void PacketStream::copy_packets(PacketBatch& batch) {
  if (spare_ == nullptr) return;
  for (StagePacket& packet : batch.packets()) {
    if (packet.dropped) continue;
    if (net::Packet* copy = spare_->copy(packet.packet->bytes())) {
      copy->source = packet.packet->source;
      copy->received = packet.packet->received;
      packet.packet = copy;
    } else {
      packet.drop(DropReason::too_many);
    }
  }
}

void PacketStream::await_keys() {
  const SrtpUse use = component_ == Component::rtp ? SrtpUse::rtp : SrtpUse::rtcp;
  srtp_ = std::make_unique<SecureIngress>(use);
  egress_.secure(std::make_unique<SecureEgress>(use));
}

bool PacketStream::set_keys(const SrtpKeying& theirs, const SrtpKeying& ours, KeyHolder holder) {
  if (srtp_ == nullptr) await_keys();
  const bool receives = srtp_->set_keys(theirs, holder);
  const bool sends = egress_.srtp()->set_keys(ours, holder);
  return receives && sends;
}

void PacketStream::end_security() {
  srtp_.reset();
  egress_.secure(nullptr);
}

void PacketStream::add_kernel_counts(const ForwardCounters& counters, base::Time now) {
  if (counters.packets == 0 && counters.errors == 0) return;
  if (counters.packets != 0) ssrcs_.interrupt();
  forwarded_unseen_ = forwarded_unseen() + counters.packets;
  seen_before_ = received_.packets - received_.kernel_packets;
  received_.packets += counters.packets;
  received_.bytes += counters.bytes;
  received_.errors += counters.errors;
  received_.kernel_packets += counters.packets;
  received_.kernel_bytes += counters.bytes;
  received_.last_packet = now;
}

std::uint64_t PacketStream::forwarded_unseen() const {
  return received_.packets - received_.kernel_packets == seen_before_ ? forwarded_unseen_ : 0;
}

void PacketStream::prefetch(net::Prefetch step) const {
  if (step == net::Prefetch::early) base::prefetch(&ssrcs_);
  if (step == net::Prefetch::middle) ssrcs_.prefetch();
  if (route_.sinks().size() == 1) route_.sinks().front()->prefetch(step);
}

void PacketStream::on_truncated() { drops_.count(DropReason::truncated); }

void PacketStream::on_socket_error(int error) {
  // An ICMP error of a peer that is not there (yet) is everyday life; it is counted, not logged.
  (void)error;
  ++received_.errors;
}

void PacketStream::on_rate_limited(std::uint64_t packets) {
  drops_.count(DropReason::rate_limited, packets);
}

void PacketStream::on_send_failed(std::size_t bytes) { egress_.take_back(bytes); }

/// Who is multiplexed, handler, route and keys are the owner's.
void PacketStream::describe(base::Fields& fields) {
  fields.choice("payload", payload_, Payload::any);
  fields.flag("opaque", opaque_);
  fields.object("received", [&] { received_.describe(fields); });
  fields.object("learner", [&] { learner_.describe(fields); });
  fields.object("egress", [&] { egress_.describe(fields); });
  fields.number("forwarded unseen", forwarded_unseen_);
  fields.number("seen before", seen_before_);
  fields.object("ssrcs", [&] { ssrcs_.describe(fields); });
  drops_.describe(fields, "drops");
  if (srtp_ != nullptr) fields.object("srtp", [&] { srtp_->describe(fields); });
}

}  // namespace rtpengine::media
