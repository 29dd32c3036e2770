// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counters of a packet stream. The worker that owns the stream writes and reads them without
// locks; other threads get copies by mailbox.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/fields.h"
#include "base/prefetch.h"
#include "media/jitter_meter.h"
#include "media/rtp.h"
#include "media/sequence_counter.h"

namespace rtpengine::media {

/// What is touched for every packet: one cache line. What user space relayed; what the kernel
/// relayed is added as it is read from there.
struct alignas(64) StreamCounters {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;           ///< of UDP payload
  std::uint64_t errors = 0;          ///< packets that could not be relayed and should have been
  std::uint64_t kernel_packets = 0;  ///< those of `packets` that the kernel relayed
  std::uint64_t kernel_bytes = 0;
  base::Time last_packet = 0;       ///< monotonic; 0 before the first
  std::uint32_t ssrc = 0;           ///< of the last RTP packet
  std::uint8_t payload_type = 255;  ///< of the last RTP packet; 255 before the first
  std::uint8_t tos = 0;             ///< of the last packet, where the engine reports it

  void count(std::size_t size, base::Time now) {
    packets++;
    bytes += size;
    last_packet = now;
  }
  /// For totals over streams: sums, and the latest time; ssrc, payload type and TOS stay.
  StreamCounters& operator+=(const StreamCounters& other);

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};
static_assert(sizeof(StreamCounters) == 64, "one cache line");

/// Knows how fast the clock of a payload type runs. Asked when the payload type changes, not for
/// each packet.
class ClockRates {
 public:
  /// RTP ticks a second; 0: not known.
  virtual std::uint32_t clock_rate_of(std::uint8_t payload_type) const = 0;

 protected:
  ~ClockRates() = default;
};

/// What arrived of a stream, over all of its sources: for people and their programs.
struct Reception {
  std::uint64_t expected = 0;  ///< packets that should have come
  std::uint64_t received = 0;  ///< those of them that did
  std::uint64_t duplicates = 0;
  std::uint64_t reordered = 0;
  std::uint64_t strays = 0;  ///< packets whose numbers fit to no others: in none of the figures
  std::uint64_t jitter_samples = 0;
  base::Time jitter_sum = 0;
  base::Time jitter_highest = 0;
  base::Time jitter_now = 0;  ///< of the source heard last

  std::uint64_t lost() const { return expected - received; }
  base::Time jitter_mean() const {
    return jitter_samples == 0 ? 0 : jitter_sum / base::Time(jitter_samples);
  }
  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};

/// The sources and payload types seen lately on a stream, at most four of each, latest first, and
/// what arrived of them. Takes memory for sources that there are, with their first packet.
class SsrcTracker {
 public:
  static constexpr std::size_t kMax = 4;

  struct Source {
    std::uint32_t ssrc = 0;
    std::uint16_t first_sequence = 0;
    std::uint16_t last_sequence = 0;  ///< of the last packet, in order of arrival
    std::uint32_t last_timestamp = 0;
    std::uint64_t packets = 0;
    base::Time last_packet = 0;
    SequenceCounter sequences;
    JitterMeter jitter;
  };

  /// Count a packet. Cheap while source and payload type stay the same.
  void note(const RtpHeader& header, base::Time now, const ClockRates& clocks) {
    if (sources_.empty() || sources_[0].ssrc != header.ssrc) bring_forward_source(header);
    if (type_ != header.payload_type) bring_forward_type(header, clocks);
    Source& source = sources_[0];
    source.packets++;
    source.last_sequence = header.sequence;
    source.last_timestamp = header.timestamp;
    source.last_packet = now;
    switch (source.sequences.note(header.sequence)) {
      case SequenceCounter::Arrival::first:
        source.jitter.interrupt();
        [[fallthrough]];
      case SequenceCounter::Arrival::ahead:
      case SequenceCounter::Arrival::late:
        source.jitter.note(header, now, tick_);
        break;
      case SequenceCounter::Arrival::duplicate:
      case SequenceCounter::Arrival::stray:
        break;
    }
  }
  /// Fetch into the cache what the next packet of the same source changes.
  void prefetch() const {
    if (!sources_.empty()) base::prefetch(sources_.data());
  }
  /// Packets went past us: what comes next is compared with nothing.
  void interrupt();
  /// What payload types mean may have changed: ask again.
  void forget_clock() { type_ = kNoType; }

  std::span<const Source> sources() const { return sources_; }
  /// Whether a source is one of those.
  bool knows(std::uint32_t ssrc) const;
  std::span<const std::uint8_t> payload_types() const { return {types_.data(), type_count_}; }
  /// Sources forgotten because more than kMax were seen; reception() still counts them.
  std::uint32_t forgotten() const { return forgotten_; }
  Reception reception() const;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  static constexpr std::uint8_t kNoType = 255;

  void bring_forward_source(const RtpHeader& header);
  void bring_forward_type(const RtpHeader& header, const ClockRates& clocks);
  void forget(Source& source);

  std::vector<Source> sources_;
  TickLength tick_;
  std::uint8_t type_ = kNoType;  ///< what tick_ is of
  std::uint8_t type_count_ = 0;
  std::array<std::uint8_t, kMax> types_{};
  std::uint32_t forgotten_ = 0;
  std::unique_ptr<Reception> before_;  ///< of forgotten sources
};

}  // namespace rtpengine::media
