// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reading whole RTP packets.
#include "media/rtp.h"

namespace rtpengine::media {

namespace {

/// The part of the header after the fixed one. False if it does not fit.
bool parse_variable_header(std::span<const std::uint8_t> packet, RtpView& view) {
  std::size_t at = kRtpFixedHeader;
  const std::size_t csrc_bytes = std::size_t{view.csrc_count} * 4;
  if (packet.size() - at < csrc_bytes) return false;
  view.csrcs = packet.subspan(at, csrc_bytes);
  at += csrc_bytes;

  if (view.extension) {
    if (packet.size() - at < 4) return false;
    view.extension_profile = static_cast<std::uint16_t>(packet[at] << 8 | packet[at + 1]);
    const std::size_t words = static_cast<std::size_t>(packet[at + 2] << 8 | packet[at + 3]);
    at += 4;
    if ((packet.size() - at) / 4 < words) return false;
    view.extension_data = packet.subspan(at, words * 4);
    at += words * 4;
  }
  view.header_size = at;
  return true;
}

}  // namespace

std::optional<RtpView> parse_rtp(std::span<const std::uint8_t> packet, RtpBody body) {
  const auto header = rtp_header_fast(packet);
  if (!header) return std::nullopt;
  RtpView view;
  static_cast<RtpHeader&>(view) = *header;
  if (!parse_variable_header(packet, view)) return std::nullopt;

  view.payload = packet.subspan(view.header_size);
  if (view.padding && body == RtpBody::plain) {
    if (view.payload.empty()) return std::nullopt;
    const std::size_t padding = view.payload.back();
    if (padding == 0 || padding > view.payload.size()) return std::nullopt;
    view.payload = view.payload.first(view.payload.size() - padding);
  }
  return view;
}

}  // namespace rtpengine::media
