// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/feedback_filter.h"

#include <algorithm>

#include "media/rtcp.h"

namespace rtpengine::media {

std::size_t remove_feedback(std::span<std::uint8_t> datagram) {
  if (!valid_rtcp(datagram)) return datagram.size();
  std::size_t kept = 0;
  std::size_t at = 0;
  // The reader is ahead of what is moved: it never reads what was written.
  RtcpReader reader(datagram);
  while (const auto packet = reader.next()) {
    const std::size_t size = packet->bytes.size();
    if (!packet->is(RtcpType::transport_feedback) && !packet->is(RtcpType::payload_feedback)) {
      if (kept != at) std::copy_n(datagram.begin() + at, size, datagram.begin() + kept);
      kept += size;
    }
    at += size;
  }
  return kept;
}

void FeedbackFilter::process(PacketBatch& batch, base::Time) {
  if (rtcp_.opaque()) return;
  for (StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind != PacketKind::rtcp) continue;
    packet.packet->size = remove_feedback({packet.packet->data, packet.packet->size});
    if (packet.packet->size == 0) packet.drop(DropReason::feedback_refused);
  }
}

}  // namespace rtpengine::media
