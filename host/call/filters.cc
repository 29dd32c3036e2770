// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/filters.h"

#include "base/clock.h"
#include "base/log.h"
#include "call/call.h"
#include "call/media.h"
#include "call/participant.h"
#include "media/rtcp.h"

namespace rtpengine::call {

std::uint32_t dtmf_clock_rate(const Media& media, const media::StagePacket& packet) {
  if (packet.kind != media::PacketKind::rtp) return 0;
  if (const auto rate = media.dtmf().clock_rate_of(packet.rtp.payload_type)) return rate;
  // What a party sends is numbered as the receiver asked for (RFC 3264 section 5.1).
  const Participant* peer = media.participant().peer();
  const Media* other = peer ? peer->find_media(media.index()) : nullptr;
  return other ? other->dtmf().clock_rate_of(packet.rtp.payload_type) : 0;
}

void MediaBlock::process(media::PacketBatch& batch, base::Time) {
  for (media::StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind == media::PacketKind::rtcp) continue;
    if (dtmf_clock_rate(media_, packet) == 0) packet.drop(media::DropReason::media_blocked);
  }
}

void DtmfBlock::process(media::PacketBatch& batch, base::Time) {
  for (media::StagePacket& packet : batch.packets()) {
    if (!packet.dropped && dtmf_clock_rate(media_, packet) != 0) {
      packet.drop(media::DropReason::dtmf_blocked);
    }
  }
}

void DtmfWatch::process(media::PacketBatch& batch, base::Time) {
  for (media::StagePacket& packet : batch.packets()) {
    if (packet.dropped) continue;
    const std::uint32_t rate = dtmf_clock_rate(media_, packet);
    if (rate == 0) continue;
    const auto view = media::parse_rtp(packet.packet->bytes());
    if (!view) continue;
    if (const auto event = tracker_.on_packet(*view, rate)) report(*event);
  }
}

void RtcpWatch::process(media::PacketBatch& batch, base::Time) {
  for (const media::StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind != media::PacketKind::rtcp) continue;
    const std::string text = media::rtcp_log_text(packet.packet->bytes());
    if (text.empty()) continue;
    LOG_CHANNEL(rtcp, info, "[%s] %s", media_.participant().call().id().c_str(), text.c_str());
  }
}

void DtmfWatch::report(const media::DtmfEvent& event) {
  const Participant& source = media_.participant();
  media::DtmfLogContext context;
  context.call_id = source.call().id();
  context.source_tag = source.tag();
  for (const auto& participant : source.call().participants()) {
    context.tags.push_back(participant->tag());
  }
  context.timestamp = base::wall_clock_now() / base::kSecond;
  const std::string address = media_.rtp().learner().endpoint().address.to_string();
  context.source_ip = address;
  base::log::write(LogLevel::info, base::log::Channel::dtmf, "%s",
                   media::dtmf_json(event, context).c_str());
}

}  // namespace rtpengine::call
