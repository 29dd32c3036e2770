// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/srtp_receiver.h"

#include <array>
#include <cstddef>

#include "base/big_endian.h"
#include "media/rtcp.h"
#include "media/rtp.h"

namespace rtpengine::media {
namespace {

std::optional<SrtpTransform> make_transform(const SrtpKeying& keying, SrtpUse use) {
  return SrtpTransform::make(keying, use, SrtpTransform::Direction::unprotect);
}

constexpr std::int64_t kCycle = 0x10000;

/// Indices to try where the rollover counter is doubtful, beside the guessed one; nearest first.
/// Those below 0 are none.
using Neighbours = std::array<std::int64_t, 5>;

/// Of a source that is known: it has gone on while nobody listened, or begun anew.
Neighbours around(std::int64_t guess) {
  return {guess + kCycle, guess - kCycle, guess + 2 * kCycle, guess + 3 * kCycle, guess % kCycle};
}

/// Of one that is not: its sender may have wrapped before we heard it, or may count rollovers of
/// all its SSRCs in one, as some do.
Neighbours of_new_source(std::uint16_t sequence, const SrtpSource* latest) {
  Neighbours all{sequence + kCycle, -1, -1, -1, -1};
  if (latest == nullptr) return all;
  const std::uint64_t highest = latest->window.highest();
  all[1] = std::int64_t(highest / kCycle) * kCycle + sequence;
  all[2] = all[1] + kCycle;
  return all;
}

}  // namespace

std::optional<SrtpReceiverKeys> SrtpReceiverKeys::make(const SrtpKeying& keying, SrtpUse use) {
  auto transform = make_transform(keying, use);
  if (!transform) return std::nullopt;
  return SrtpReceiverKeys(*std::move(transform));
}

bool SrtpReceiverKeys::set_next(const SrtpKeying& keying, SrtpUse use) {
  auto transform = make_transform(keying, use);
  if (!transform) return false;
  next_ = std::move(transform);
  return true;
}

void SrtpReceiverKeys::take_next() {
  now_ = *std::move(next_);
  next_.reset();
}

std::optional<SrtpReceiver> SrtpReceiver::make(const SrtpKeying& keying) {
  auto keys = SrtpReceiverKeys::make(keying, SrtpUse::rtp);
  if (!keys) return std::nullopt;
  return SrtpReceiver(*std::move(keys));
}

SrtpOutcome SrtpReceiver::unprotect(net::Packet& packet) {
  if (SrtpTransform* next = keys_.next(); next != nullptr) [[unlikely]] {
    if (unprotect_with(*next, packet, true) == SrtpOutcome::done) return SrtpOutcome::done;
  }
  return unprotect_with(keys_.now(), packet, false);
}

SrtpOutcome SrtpReceiver::unprotect_with(SrtpTransform& keys, net::Packet& packet, bool new_keys) {
  const auto view = parse_rtp(packet.bytes(), RtpBody::encrypted);
  if (!view || packet.size - view->header_size < keys.trailer_size()) return SrtpOutcome::malformed;
  SrtpUnit unit{.data = packet.data,
                .header = view->header_size,
                .size = packet.size - keys.trailer_size(),
                .id = {view->ssrc, 0},
                .encrypted = keys.encrypts()};
  if (!keys.names_these_keys(unit)) return SrtpOutcome::unknown_mki;
  const SrtpOutcome outcome = open(keys, unit, view->sequence, new_keys);
  if (outcome != SrtpOutcome::done) return outcome;
  if (new_keys) {
    keys_.take_next();
    sources_.begin_new_keys();
  }
  accept(keys_.now(), unit);
  packet.size = unit.size;
  return SrtpOutcome::done;
}

SrtpOutcome SrtpReceiver::open(SrtpTransform& keys, SrtpUnit& unit, std::uint16_t sequence,
                               bool new_keys) {
  SrtpSource* source = sources_.find(unit.id.ssrc);
  if (source == nullptr && sources_.full() && keys.authenticates())
    return SrtpOutcome::too_many_sources;
  // Without authentication whoever forges a packet could make all others look old.
  const ReplayWindow* window =
      source != nullptr && keys.authenticates() && !new_keys ? &source->window : nullptr;
  std::int64_t guess =
      source != nullptr ? guess_srtp_index(source->window.highest(), sequence) : sequence;
  if (guess < 0) guess = sequence;
  const SrtpOutcome outcome = try_index(keys, unit, guess, window);
  if (outcome == SrtpOutcome::done) return outcome;

  const bool lost = source != nullptr && source->failures >= kLost;
  const bool doubtful = source == nullptr || source->doubtful || lost || new_keys;
  if (doubtful) {
    const Neighbours neighbours =
        source != nullptr ? around(guess) : of_new_source(sequence, sources_.latest());
    for (const std::int64_t index : neighbours)
      if (try_index(keys, unit, index, window) == SrtpOutcome::done) return SrtpOutcome::done;
  } else if (outcome == SrtpOutcome::not_authentic) {
    ++source->failures;
  }
  return outcome;
}

SrtpOutcome SrtpReceiver::try_index(SrtpTransform& keys, SrtpUnit& unit, std::int64_t index,
                                    const ReplayWindow* window) {
  if (index < 0 || std::uint64_t(index) > kMaxSrtpIndex) return SrtpOutcome::keys_used_up;
  unit.id.index = std::uint64_t(index);
  if (window != nullptr && !window->admits(unit.id.index)) return SrtpOutcome::replayed;
  return keys.unprotect(unit) ? SrtpOutcome::done : SrtpOutcome::not_authentic;
}

void SrtpReceiver::accept(const SrtpTransform& keys, const SrtpUnit& unit) {
  SrtpSource* source = sources_.find(unit.id.ssrc);
  if (source == nullptr) {
    // Only where packets are not authenticated: else they are refused.
    if (sources_.full()) sources_.forget_oldest();
    source = &sources_.add(unit.id.ssrc);
  }
  source->doubtful = false;
  source->failures = 0;
  if (keys.authenticates() || unit.id.index > source->window.highest())
    source->window.note(unit.id.index);
}

std::optional<SrtcpReceiver> SrtcpReceiver::make(const SrtpKeying& keying) {
  auto keys = SrtpReceiverKeys::make(keying, SrtpUse::rtcp);
  if (!keys) return std::nullopt;
  return SrtcpReceiver(*std::move(keys));
}

SrtpOutcome SrtcpReceiver::unprotect(net::Packet& packet) {
  if (SrtpTransform* next = keys_.next(); next != nullptr) [[unlikely]] {
    if (unprotect_with(*next, packet, true) == SrtpOutcome::done) return SrtpOutcome::done;
  }
  return unprotect_with(keys_.now(), packet, false);
}

SrtpOutcome SrtcpReceiver::unprotect_with(SrtpTransform& keys, net::Packet& packet, bool new_keys) {
  const std::size_t trailer = keys.trailer_size();
  if (packet.size < trailer || !possible_srtcp(packet.bytes().first(packet.size - trailer)))
    return SrtpOutcome::malformed;
  SrtpUnit unit{
      .data = packet.data, .header = kRtcpHeader, .size = packet.size - trailer, .id = {}};
  if (!keys.names_these_keys(unit)) return SrtpOutcome::unknown_mki;
  const std::uint32_t word = keys.received_word(unit);
  unit.encrypted = word > kMaxSrtcpIndex;
  unit.id = {base::load_be<std::uint32_t>(packet.data + 4), word & kMaxSrtcpIndex};

  SrtpSource* source = sources_.find(unit.id.ssrc);
  if (source == nullptr && sources_.full()) return SrtpOutcome::too_many_sources;
  if (source != nullptr && !new_keys && !source->window.admits(unit.id.index))
    return SrtpOutcome::replayed;
  if (!keys.unprotect(unit)) return SrtpOutcome::not_authentic;

  if (new_keys) {
    keys_.take_next();
    sources_.begin_new_keys();
  }
  if (source == nullptr) source = &sources_.add(unit.id.ssrc);
  source->window.note(unit.id.index);
  packet.size = unit.size;
  return SrtpOutcome::done;
}

}  // namespace rtpengine::media
