// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes one RTP stream for a receiver of packets that come from several feeds: the other party, and
// packet sources such as players (RFC 3550 section 5.1).
//
// The receiver sees one SSRC, sequence numbers that go on from each other, and time stamps that
// advance by the time that has passed. What is lost or out of order on its way from the other party
// stays so. Late packets keep the number that they would have had in time, and are dropped if they
// belong to a time in which something else was heard. The other party may send several SSRCs at a
// time: each has a place of its own in the stream.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "media/relayed_feed.h"
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

  /// The SSRC of all that goes out.
  std::uint32_t ssrc() const { return ssrc_; }

  /// A packet as the other party has sent it: its number as a receiver of that stream would count
  /// it, with its wraps.
  struct Origin {
    std::uint32_t ssrc = 0;
    std::uint32_t sequence = 0;
  };
  /// The last packet of the other party that was sent as number `reported`, or before it; that
  /// number is extended by the receiver's wraps (RFC 3550 section 6.4.1). Nothing: there was none.
  std::optional<Origin> origin_of(std::uint32_t reported) const;
  /// The same for the newest number.
  std::optional<Origin> latest_origin() const { return origin_of(sequence_); }

  /// What to add to the sender's part of a report of the other party.
  struct SenderChange {
    std::uint32_t timestamp = 0;
    std::uint32_t packets = 0;
    std::uint32_t octets = 0;
  };
  /// Nothing: nothing of that SSRC goes out.
  std::optional<SenderChange> change_of(std::uint32_t ssrc) const;

  std::uint32_t clock_rate() const { return clock_rate_; }

  /// What is kept when the state moves (base/fields.h), beside SSRC and clock rate.
  void describe(base::Fields& fields);

  // Stage
  std::string_view name() const override { return "rewrite"; }
  StagePosition position() const override { return StagePosition::rewrite; }
  /// The table knows nothing of these numbers; and they stay when the sources have gone.
  KernelMeaning kernel_meaning() const override { return KernelMeaning::user_space_only; }
  void process(PacketBatch& batch, base::Time now) override;

 private:
  /// SSRCs of the other party that are remembered; the one that was silent for longest goes.
  static constexpr std::size_t kFeeds = 4;

  void relay(StagePacket& packet, base::Time now);
  void relay_late(const RelayedFeed& feed, StagePacket& packet);
  /// feed_count_: it is not remembered.
  std::size_t index_of(std::uint32_t ssrc) const;
  /// Its place, if need be instead of another one's.
  RelayedFeed& find_or_add(std::uint32_t ssrc);
  /// Whether the newest packet that has gone out was this feed's.
  bool is_latest(const RelayedFeed& feed) const;
  void write(StagePacket& packet, std::uint32_t sequence, std::uint32_t timestamp);
  /// Note that this has gone out, the newest so far.
  void note(std::uint32_t sequence, std::uint32_t timestamp, bool same_feed, base::Time now);
  /// The time stamp of a feed that begins now.
  std::uint32_t next_timestamp(base::Time now) const;

  const std::uint32_t clock_rate_;
  const std::uint32_t ssrc_;
  // Of the newest packet that has gone out.
  std::uint32_t sequence_;  ///< with its wraps
  std::uint32_t timestamp_;
  base::Time sent_;
  std::uint32_t step_;  ///< ticks between the last two packets of one feed

  bool muted_ = false;
  bool source_was_latest_ = false;
  std::array<RelayedFeed, kFeeds> feeds_{};
  std::size_t feed_count_ = 0;
  std::uint32_t sent_packets_ = 0;
  std::uint32_t sent_octets_ = 0;
};

}  // namespace rtpengine::media
