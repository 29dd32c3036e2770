// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_sender.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/big_endian.h"
#include "media/rtcp.h"
#include "media/rtp.h"

namespace rtpengine::media {
namespace {

std::optional<SrtpTransform> make_transform(const SrtpKeying& keying, SrtpUse use) {
  return SrtpTransform::make(keying, use, SrtpTransform::Direction::protect);
}

bool replace(SrtpTransform& transform, std::optional<SrtpTransform> next, SrtpSources& sources) {
  if (!next) return false;
  transform = *std::move(next);
  sources.begin_new_keys();
  return true;
}

/// Where an RTP header has it (RFC 3550 section 5.1).
constexpr std::size_t kSequenceAt = 2;

/// Whether the sender counts anew: more than one packet in a row is older than anybody would take.
/// Two that were on their way for long are told from it by their order only, so the first is lost.
bool begins_anew(SrtpSource& source, std::uint16_t sequence) {
  const bool follows = source.next_too_old == sequence;
  source.next_too_old = std::uint16_t(sequence + 1);
  return follows;
}

/// Nothing: it was sent already, or is too old.
std::optional<std::uint64_t> next_index(SrtpSource& source, std::uint16_t sequence) {
  const std::uint64_t highest = source.window.highest();
  const std::int64_t index = guess_srtp_index(highest, std::uint16_t(sequence + source.shift));
  // One of before the first packet has no index if the numbers wrap in between.
  if (index < 0 ||
      (!source.window.empty() && highest >= ReplayWindow::kSize + std::uint64_t(index))) {
    if (!begins_anew(source, sequence)) return std::nullopt;
    source.next_too_old.reset();
    source.shift = std::uint16_t(highest + 1 - sequence);
    return highest + 1;
  }
  if (!source.window.admits(std::uint64_t(index))) return std::nullopt;
  source.next_too_old.reset();
  return std::uint64_t(index);
}

bool has_room(const net::Packet& packet, std::size_t bytes) {
  const auto used = std::size_t(packet.data - packet.buffer) + packet.size;
  return packet.capacity - used >= bytes;
}

}  // namespace

std::optional<SrtpSender> SrtpSender::make(const SrtpKeying& keying) {
  auto transform = make_transform(keying, SrtpUse::rtp);
  if (!transform) return std::nullopt;
  return SrtpSender(*std::move(transform));
}

bool SrtpSender::rekey(const SrtpKeying& keying) {
  return replace(transform_, make_transform(keying, SrtpUse::rtp), sources_);
}

SrtpOutcome SrtpSender::protect(net::Packet& packet) {
  const auto view = parse_rtp(packet.bytes(), RtpBody::encrypted);
  if (!view) return SrtpOutcome::malformed;
  if (!has_room(packet, overhead())) return SrtpOutcome::no_room;

  SrtpSource* source = sources_.find(view->ssrc);
  if (source == nullptr && sources_.full()) return SrtpOutcome::too_many_sources;
  const auto index = source != nullptr ? next_index(*source, view->sequence) : view->sequence;
  if (!index) return SrtpOutcome::replayed;
  if (*index > kMaxSrtpIndex) return SrtpOutcome::keys_used_up;
  if (source != nullptr && source->shift != 0) {
    base::store_be(packet.data + kSequenceAt, std::uint16_t(*index));
  }

  const SrtpUnit unit{.data = packet.data,
                      .header = view->header_size,
                      .size = packet.size,
                      .id = {view->ssrc, *index},
                      .encrypted = transform_.encrypts()};
  if (source == nullptr) source = &sources_.add(view->ssrc);
  source->window.note(unit.id.index);
  if (!transform_.protect(unit)) return SrtpOutcome::library_failed;
  packet.size += overhead();
  return SrtpOutcome::done;
}

std::optional<SrtcpSender> SrtcpSender::make(const SrtpKeying& keying) {
  auto transform = make_transform(keying, SrtpUse::rtcp);
  if (!transform) return std::nullopt;
  return SrtcpSender(*std::move(transform));
}

bool SrtcpSender::rekey(const SrtpKeying& keying) {
  return replace(transform_, make_transform(keying, SrtpUse::rtcp), sources_);
}

SrtpOutcome SrtcpSender::protect(net::Packet& packet) {
  if (!possible_srtcp(packet.bytes())) return SrtpOutcome::malformed;
  if (!has_room(packet, overhead())) return SrtpOutcome::no_room;

  const auto ssrc = base::load_be<std::uint32_t>(packet.data + 4);
  SrtpSource* source = sources_.find(ssrc);
  if (source == nullptr) {
    if (sources_.full()) return SrtpOutcome::too_many_sources;
    source = &sources_.add(ssrc);
  }
  // The first one has 1, as libsrtp's.
  const std::uint64_t index = source->window.highest() + 1;
  if (index > kMaxSrtcpIndex) return SrtpOutcome::keys_used_up;
  source->window.note(index);
  const SrtpUnit unit{.data = packet.data,
                      .header = kRtcpHeader,
                      .size = packet.size,
                      .id = {ssrc, index},
                      .encrypted = transform_.encrypts()};
  if (!transform_.protect(unit)) return SrtpOutcome::library_failed;
  packet.size += overhead();
  return SrtpOutcome::done;
}

void SrtcpSender::describe(base::Fields& fields) {
  sources_.describe(fields);
  if (!fields.reading()) return;
  sources_.for_each(
      [](SrtpSource& source) { source.window.skip_to(source.window.highest() + kLeap); });
}

}  // namespace rtpengine::media
