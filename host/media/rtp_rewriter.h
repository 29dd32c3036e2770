// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes one RTP stream for a receiver of packets that come from several feeds: the other party, and
// packet sources such as players (RFC 3550 section 5.1).
//
// The receiver sees one SSRC, sequence numbers that go on from each other, and time stamps that
// advance by the time that has passed. What is lost or out of order on its way from the other party
// stays so. Late packets keep the number that they would have had in time, and are dropped if they
// belong to a time in which something else was heard.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "media/stage.h"

namespace rtpengine::media {

/// The stage at the position rewrite of an egress: it numbers what is relayed. What sources send is
/// numbered by `number` and enters the route behind it. Worker's thread.
class RtpRewriter final : public Stage {
 public:
  /// The last packet that has gone out before; the next one goes on from there.
  struct Start {
    std::uint32_t ssrc = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    base::Time sent = 0;   ///< 0: there was none
    bool relayed = false;  ///< it came from the other party, with these very numbers
  };
  /// What is remembered of a source: made with it, passed with each of its packets.
  struct Feed {
    bool begun = false;
    std::uint32_t timestamp_offset = 0;
  };

  /// `clock_rate`: ticks a second of all time stamps, not 0.
  RtpRewriter(const Start& start, std::uint32_t clock_rate);

  /// While it is muted, relayed RTP is dropped as `replaced`.
  void mute(bool muted);

  /// Give a packet of a source, whose time stamp is the source's, its place in the stream.
  void number(Feed& feed, StagePacket& packet, base::Time now);

  // Stage
  std::string_view name() const override { return "rewrite"; }
  StagePosition position() const override { return StagePosition::rewrite; }
  /// The table knows nothing of these numbers; and they stay when the sources have gone.
  KernelMeaning kernel_meaning() const override { return KernelMeaning::user_space_only; }
  void process(PacketBatch& batch, base::Time now) override;

 private:
  /// A run of relayed packets with one offset.
  struct Run {
    std::uint16_t first = 0;  ///< received sequence numbers, both included
    std::uint16_t last = 0;
    std::uint16_t offset = 0;
    std::uint32_t timestamp_offset = 0;
  };
  static constexpr std::size_t kRuns = 4;
  /// A packet farther back than this is not late: its sender counts anew.
  static constexpr int kHistory = 1000;

  void relay(StagePacket& packet, base::Time now);
  void relay_late(StagePacket& packet);
  void begin_run(const RtpHeader& header, std::uint16_t sequence, std::uint32_t timestamp);
  /// The run that a late packet belongs to, or null.
  const Run* run_of(std::uint16_t sequence) const;
  void write(StagePacket& packet, std::uint16_t sequence, std::uint32_t timestamp) const;
  /// Note that this has gone out, the newest so far.
  void note(std::uint16_t sequence, std::uint32_t timestamp, bool same_feed, base::Time now);
  /// The time stamp of a feed that begins now.
  std::uint32_t next_timestamp(base::Time now) const;

  const std::uint32_t clock_rate_;
  const std::uint32_t ssrc_;
  // Of the newest packet that has gone out.
  std::uint16_t sequence_;
  std::uint32_t timestamp_;
  base::Time sent_;
  std::uint32_t step_;  ///< ticks between the last two packets of one feed

  bool muted_ = false;
  bool interrupted_ = false;  ///< a source has sent since the last relayed packet
  std::uint32_t relayed_ssrc_ = 0;
  std::array<Run, kRuns> runs_{};  ///< newest first; it goes on
  std::size_t run_count_ = 0;
};

}  // namespace rtpengine::media
