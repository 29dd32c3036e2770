// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/rtcp_rewriter.h"

#include <cstddef>

#include "media/rtcp.h"

namespace rtpengine::media {
namespace {

constexpr std::size_t kWord = 4;
constexpr std::size_t kSenderInfo = 6 * kWord;  // with the SSRC before it
constexpr std::size_t kReportBlock = 6 * kWord;
constexpr std::uint8_t kGenericNack = 1;

using Body = std::span<std::uint8_t>;

std::uint32_t get(Body bytes, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < kWord; ++i) number = number << 8 | bytes[at + i];
  return number;
}

void put(Body bytes, std::size_t at, std::uint32_t number) {
  for (std::size_t i = kWord; i-- > 0; number >>= 8) bytes[at + i] = std::uint8_t(number);
}

void add(Body bytes, std::size_t at, std::uint32_t more) { put(bytes, at, get(bytes, at) + more); }

/// Calls `edit` with each packet and its body as bytes that can be written.
template <typename Edit>
void for_each_packet(std::span<std::uint8_t> datagram, Edit&& edit) {
  RtcpReader reader(datagram);
  while (const auto packet = reader.next()) {
    const auto at = std::size_t(packet->body.data() - datagram.data());
    edit(*packet, datagram.subspan(at, packet->body.size()));
  }
}

/// If there is one, and A sends with it.
void replace_sender(const RtpRewriter& rtp, Body body, std::size_t at) {
  if (body.size() >= at + kWord && rtp.change_of(get(body, at))) put(body, at, rtp.ssrc());
}

void replace_in_report(const RtpRewriter& rtp, Body body) {
  if (body.size() < kSenderInfo) return;
  const auto change = rtp.change_of(get(body, 0));
  if (!change) return;
  put(body, 0, rtp.ssrc());
  add(body, 3 * kWord, change->timestamp);
  add(body, 4 * kWord, change->packets);
  add(body, 5 * kWord, change->octets);
}

/// Behind the chunk that begins at `at`: items end with a zero, and chunks at whole words (RFC 3550
/// section 6.5).
std::size_t end_of_chunk(Body body, std::size_t at) {
  at += kWord;
  while (at < body.size() && body[at] != 0) {
    if (body.size() - at < 2) return body.size();
    at += 2 + std::size_t{body[at + 1]};
  }
  return at + kWord - at % kWord;
}

void replace_in_chunks(const RtpRewriter& rtp, const RtcpPacket& packet, Body body) {
  std::size_t at = 0;
  for (unsigned i = 0; i < packet.count && at < body.size(); ++i) {
    replace_sender(rtp, body, at);
    at = end_of_chunk(body, at);
  }
}

void replace_in_blocks(const RtpRewriter& rtp, const RtcpPacket& packet, Body body) {
  const std::size_t first = packet.is(RtcpType::sender_report) ? kSenderInfo : kWord;
  for (std::size_t i = 0; i < report_block_count(packet); ++i) {
    const std::size_t at = first + i * kReportBlock;
    if (get(body, at) != rtp.ssrc()) continue;
    const auto origin = rtp.origin_of(get(body, at + 2 * kWord));
    if (!origin) continue;
    put(body, at, origin->ssrc);
    put(body, at + 2 * kWord, origin->sequence);
  }
}

/// Each entry: a number that is missed, and a mask of those that follow it.
void replace_in_nack(const RtpRewriter& rtp, Body body, std::uint32_t& ssrc) {
  for (std::size_t at = 2 * kWord; at + kWord <= body.size(); at += kWord) {
    const std::uint32_t entry = get(body, at);
    const auto origin = rtp.origin_of(entry >> 16);
    if (!origin) continue;
    put(body, at, origin->sequence << 16 | (entry & 0xffff));
    ssrc = origin->ssrc;
  }
}

void replace_in_feedback(const RtpRewriter& rtp, const RtcpPacket& packet, Body body) {
  if (body.size() < 2 * kWord || get(body, kWord) != rtp.ssrc()) return;
  const auto latest = rtp.latest_origin();
  if (!latest) return;
  std::uint32_t ssrc = latest->ssrc;
  if (packet.is(RtcpType::transport_feedback) && packet.count == kGenericNack) {
    replace_in_nack(rtp, body, ssrc);
  }
  put(body, kWord, ssrc);
}

}  // namespace

void rewrite_for_receiver(const RtpRewriter& rtp, std::span<std::uint8_t> rtcp) {
  for_each_packet(rtcp, [&](const RtcpPacket& packet, Body body) {
    if (packet.is(RtcpType::sender_report)) {
      replace_in_report(rtp, body);
    } else if (packet.is(RtcpType::source_description)) {
      replace_in_chunks(rtp, packet, body);
    } else if (packet.is(RtcpType::bye)) {
      for (std::size_t i = 0; i < packet.count; ++i) replace_sender(rtp, body, i * kWord);
    } else {
      replace_sender(rtp, body, 0);
    }
  });
}

void rewrite_for_sender(const RtpRewriter& rtp, std::span<std::uint8_t> rtcp) {
  for_each_packet(rtcp, [&](const RtcpPacket& packet, Body body) {
    if (packet.is(RtcpType::transport_feedback) || packet.is(RtcpType::payload_feedback)) {
      replace_in_feedback(rtp, packet, body);
    } else {
      replace_in_blocks(rtp, packet, body);
    }
  });
}

void RtcpRewriter::process(PacketBatch& batch, base::Time) {
  if (rtcp_.opaque()) return;
  for (StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind != PacketKind::rtcp) continue;
    const std::span bytes(packet.packet->data, packet.packet->size);
    if (towards_ == Towards::receiver) {
      rewrite_for_receiver(rtp_, bytes);
    } else {
      rewrite_for_sender(rtp_, bytes);
    }
  }
}

}  // namespace rtpengine::media
