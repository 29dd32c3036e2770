// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is remembered of one SSRC whose packets are relayed under other numbers: which numbers
// received became which numbers sent, for late packets and for RTCP.
//
// Numbers are extended to 32 bits, here and there counted on through their wraps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "base/fields.h"

namespace rtpengine::media {

/// Packets received in a row with one offset to what was sent.
struct RelayedRun {
  std::uint32_t first = 0;  ///< received numbers, both included
  std::uint32_t last = 0;
  std::uint32_t offset = 0;  ///< sent less received
  std::uint32_t timestamp_offset = 0;
};

class RelayedFeed {
 public:
  /// A packet farther back than this is not late: its sender counts anew.
  static constexpr int kHistory = 1000;

  RelayedFeed() = default;
  explicit RelayedFeed(std::uint32_t ssrc) : ssrc_(ssrc) {}
  /// One that was relayed as it is until now, up to the packet `last`.
  RelayedFeed(std::uint32_t ssrc, std::uint16_t last);

  std::uint32_t ssrc() const { return ssrc_; }
  /// Whether the receiver has heard it before its numbers were changed, and so has counted wraps
  /// of its own.
  bool heard_before() const { return heard_before_; }

  /// Whether the next packet goes on from the last one; if not it begins anew.
  bool going_on() const { return open_runs_ != 0; }
  /// How far this number is ahead of the newest one received; negative: behind. There must be one.
  int ahead(std::uint16_t sequence) const;
  /// The newest run, of the past if it does not go on: there must have been a packet.
  const RelayedRun& newest() const { return runs_[0]; }

  /// A run begins with this packet, sent as `sent` and later by `timestamp_offset`.
  void begin_run(std::uint16_t sequence, std::uint32_t sent, std::uint32_t timestamp_offset);
  /// The newest run goes on to this packet.
  void go_on_to(std::uint16_t sequence);
  /// What comes next begins anew, and late packets of before are not wanted any more.
  void close() { open_runs_ = 0; }

  /// The run that a late packet belongs to, or null.
  const RelayedRun* run_of(std::uint16_t sequence) const;
  /// The newest run that has a packet which was sent as `sent` or before; null: there is none.
  const RelayedRun* run_sent_by(std::uint32_t sent) const;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

  // Of all packets that came, relayed or not, since it is remembered.
  std::uint32_t packets = 0;
  std::uint32_t octets = 0;  ///< of payload
  base::Time last_packet = 0;

 private:
  static constexpr std::size_t kRuns = 4;

  std::uint32_t extended(std::uint16_t sequence) const;

  std::uint32_t ssrc_ = 0;
  bool heard_before_ = false;
  std::array<RelayedRun, kRuns> runs_{};  ///< newest first
  std::size_t run_count_ = 0;
  std::size_t open_runs_ = 0;
};

}  // namespace rtpengine::media
