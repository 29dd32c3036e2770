// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fuzz target: what is looked at of a packet on a media socket: its kind, RTP headers, telephone
// events. Traps when a view leaves the packet or two ways of reading it disagree.
#include <cstddef>
#include <cstdint>
#include <span>

#include "media/demux.h"
#include "media/dtmf.h"
#include "media/rtp.h"

namespace {

using rtpengine::media::RtpView;
using Bytes = std::span<const std::uint8_t>;

void expect(bool condition) {
  if (!condition) __builtin_trap();
}

void expect_inside(Bytes part, Bytes whole) {
  if (part.empty()) return;
  expect(part.data() >= whole.data());
  expect(part.data() + part.size() <= whole.data() + whole.size());
}

void check_view(const RtpView& view, Bytes packet) {
  expect(view.header_size >= rtpengine::media::kRtpFixedHeader);
  expect(view.header_size + view.payload.size() <= packet.size());
  expect(view.csrcs.size() == std::size_t{view.csrc_count} * 4);
  expect_inside(view.csrcs, packet);
  expect_inside(view.extension_data, packet);
  expect_inside(view.payload, packet);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rtpengine::media;
  const Bytes packet(data, size);
  const PacketKind alone = classify(packet, false);
  const PacketKind muxed = classify(packet, true);
  expect(alone != PacketKind::rtcp);
  expect(muxed == alone || muxed == PacketKind::rtcp);

  const auto header = rtp_header_fast(packet);
  const auto encrypted = parse_rtp(packet, RtpBody::encrypted);
  const auto plain = parse_rtp(packet);
  expect(!plain || encrypted);
  expect(!encrypted || header);
  if (encrypted) check_view(*encrypted, packet);
  if (!plain) return 0;
  check_view(*plain, packet);
  expect(plain->ssrc == header->ssrc && plain->sequence == header->sequence);
  expect(alone == PacketKind::rtp);

  DtmfTracker tracker;
  for (int i = 0; i < 3; i++) tracker.on_packet(*plain, plain->timestamp);
  tracker.finish();
  return 0;
}
