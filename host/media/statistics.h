// SPDX-License-Identifier: GPL-3.0-or-later
//
// Counters of a packet stream. The worker that owns the stream writes and reads them without
// locks; other threads get copies by mailbox.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/clock.h"
#include "base/fields.h"
#include "media/rtp.h"

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

/// The sources and payload types seen lately on a stream, at most four of each, latest first.
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
  };

  /// Count a packet. Cheap while source and payload type stay the same.
  void note(const RtpHeader& header, base::Time now) {
    if (source_count_ == 0 || sources_[0].ssrc != header.ssrc) bring_forward_source(header);
    if (type_count_ == 0 || types_[0] != header.payload_type) bring_forward_type(header);
    Source& source = sources_[0];
    source.packets++;
    source.last_sequence = header.sequence;
    source.last_timestamp = header.timestamp;
    source.last_packet = now;
  }

  std::span<const Source> sources() const { return {sources_.data(), source_count_}; }
  std::span<const std::uint8_t> payload_types() const { return {types_.data(), type_count_}; }
  /// Sources forgotten because more than kMax were seen.
  std::uint64_t forgotten() const { return forgotten_; }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  void bring_forward_source(const RtpHeader& header);
  void bring_forward_type(const RtpHeader& header);

  std::array<Source, kMax> sources_{};
  std::array<std::uint8_t, kMax> types_{};
  std::size_t source_count_ = 0;
  std::size_t type_count_ = 0;
  std::uint64_t forgotten_ = 0;
};

}  // namespace rtpengine::media
