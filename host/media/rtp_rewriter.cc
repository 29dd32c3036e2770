// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/rtp_rewriter.h"

#include <algorithm>
#include <cstddef>

namespace rtpengine::media {
namespace {

/// Payload without padding, as senders count it (RFC 3550 section 6.4.1).
std::uint32_t payload_octets(const StagePacket& packet) {
  const auto view = parse_rtp(packet.packet->bytes());
  return std::uint32_t(view ? view->payload.size() : packet.packet->size - kRtpFixedHeader);
}

void count_received(RelayedFeed& feed, const StagePacket& packet) {
  ++feed.packets;
  feed.octets += payload_octets(packet);
}

void put(std::uint8_t* at, std::uint32_t number, int bytes) {
  for (int i = bytes - 1; i >= 0; --i, number >>= 8) at[i] = std::uint8_t(number);
}

}  // namespace

RtpRewriter::RtpRewriter(const Start& start, std::uint32_t clock_rate)
    : clock_rate_(clock_rate),
      ssrc_(start.ssrc),
      sequence_(start.sequence),
      timestamp_(start.timestamp),
      sent_(start.sent),
      step_(clock_rate / 50) {
  if (!start.relayed) return;
  feeds_[0] = RelayedFeed(start.ssrc, start.sequence);
  feeds_[0].last_packet = start.sent;
  feed_count_ = 1;
}

void RtpRewriter::mute(bool muted) {
  muted_ = muted;
  if (!muted) return;
  // What is relayed next begins anew: what was muted is not made up for.
  for (RelayedFeed& feed : feeds_) feed.close();
}

void RtpRewriter::process(PacketBatch& batch, base::Time now) {
  for (StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind != PacketKind::rtp) continue;
    if (!muted_) {
      relay(packet, now);
      continue;
    }
    if (const std::size_t index = index_of(packet.rtp.ssrc); index < feed_count_) {
      count_received(feeds_[index], packet);
    }
    packet.drop(DropReason::replaced);
  }
}

void RtpRewriter::relay(StagePacket& packet, base::Time now) {
  const RtpHeader header = packet.rtp;
  RelayedFeed& feed = find_or_add(header.ssrc);
  count_received(feed, packet);
  feed.last_packet = now;
  const int ahead = feed.going_on() ? feed.ahead(header.sequence) : 1;
  if (ahead <= 0 && ahead > -RelayedFeed::kHistory) {
    relay_late(feed, packet);
    return;
  }
  const bool same_feed = feed.going_on() && ahead > 0;
  const bool undisturbed = same_feed && is_latest(feed);
  if (!same_feed) {
    feed.close();
    feed.begin_run(header.sequence, sequence_ + 1, next_timestamp(now) - header.timestamp);
  } else if (!undisturbed) {
    feed.begin_run(header.sequence, sequence_ + std::uint32_t(ahead),
                   feed.newest().timestamp_offset);
  }
  feed.go_on_to(header.sequence);
  const RelayedRun& run = feed.newest();
  const std::uint32_t sequence = run.last + run.offset;
  const std::uint32_t timestamp = header.timestamp + run.timestamp_offset;
  write(packet, sequence, timestamp);
  note(sequence, timestamp, undisturbed, now);
  source_was_latest_ = false;
}

void RtpRewriter::relay_late(const RelayedFeed& feed, StagePacket& packet) {
  const RelayedRun* run = feed.run_of(packet.rtp.sequence);
  if (run == nullptr) {
    packet.drop(DropReason::replaced);
    return;
  }
  write(packet, packet.rtp.sequence + run->offset, packet.rtp.timestamp + run->timestamp_offset);
}

std::size_t RtpRewriter::index_of(std::uint32_t ssrc) const {
  std::size_t index = 0;
  while (index < feed_count_ && feeds_[index].ssrc() != ssrc) ++index;
  return index;
}

RelayedFeed& RtpRewriter::find_or_add(std::uint32_t ssrc) {
  std::size_t index = index_of(ssrc);
  if (index < feed_count_) return feeds_[index];
  if (feed_count_ < kFeeds) {
    ++feed_count_;
  } else {
    const auto oldest = std::min_element(feeds_.begin(), feeds_.end(), [](auto& one, auto& other) {
      return one.last_packet < other.last_packet;
    });
    index = std::size_t(oldest - feeds_.begin());
  }
  return feeds_[index] = RelayedFeed(ssrc);
}

bool RtpRewriter::is_latest(const RelayedFeed& feed) const {
  return !source_was_latest_ && feed.newest().last + feed.newest().offset == sequence_;
}

std::optional<RtpRewriter::Origin> RtpRewriter::origin_of(std::uint32_t reported) const {
  const std::uint32_t sent =
      sequence_ + std::uint32_t(std::int16_t(std::uint16_t(reported - sequence_)));
  // What the receiver has counted in wraps before it was counted here.
  const std::uint32_t earlier = reported - sent;
  std::optional<Origin> found;
  std::uint32_t distance = 0;
  for (std::size_t i = 0; i < feed_count_; ++i) {
    const RelayedFeed& feed = feeds_[i];
    const RelayedRun* run = feed.run_sent_by(sent);
    if (run == nullptr) continue;
    // A packet of a source is reported as the last one relayed before it.
    const std::uint32_t behind = std::max(std::int32_t(sent - run->offset - run->last), 0);
    if (found && distance <= behind) continue;
    distance = behind;
    found = {feed.ssrc(), sent - run->offset - behind + (feed.heard_before() ? earlier : 0)};
  }
  return found;
}

std::optional<RtpRewriter::SenderChange> RtpRewriter::change_of(std::uint32_t ssrc) const {
  const std::size_t index = index_of(ssrc);
  if (index == feed_count_) return std::nullopt;
  const RelayedFeed& feed = feeds_[index];
  return SenderChange{feed.newest().timestamp_offset, sent_packets_ - feed.packets,
                      sent_octets_ - feed.octets};
}

void RtpRewriter::number(Feed& feed, StagePacket& packet, base::Time now) {
  const bool begins = !feed.begun;
  if (begins) {
    feed.begun = true;
    feed.timestamp_offset = next_timestamp(now) - packet.rtp.timestamp;
  }
  const std::uint32_t sequence = sequence_ + 1;
  const std::uint32_t timestamp = packet.rtp.timestamp + feed.timestamp_offset;
  write(packet, sequence, timestamp);
  note(sequence, timestamp, !begins && source_was_latest_, now);
  source_was_latest_ = true;
}

void RtpRewriter::write(StagePacket& packet, std::uint32_t sequence, std::uint32_t timestamp) {
  ++sent_packets_;
  sent_octets_ += payload_octets(packet);
  std::uint8_t* data = packet.packet->data;
  put(data + 2, sequence, 2);
  put(data + 4, timestamp, 4);
  put(data + 8, ssrc_, 4);
  packet.rtp.sequence = std::uint16_t(sequence);
  packet.rtp.timestamp = timestamp;
  packet.rtp.ssrc = ssrc_;
}

void RtpRewriter::note(std::uint32_t sequence, std::uint32_t timestamp, bool same_feed,
                       base::Time now) {
  // A step of more than 200 ms is a pause, or the clock of something else.
  const std::uint32_t step = timestamp - timestamp_;
  if (same_feed && step != 0 && step <= clock_rate_ / 5) step_ = step;
  sequence_ = sequence;
  timestamp_ = timestamp;
  sent_ = now;
}

std::uint32_t RtpRewriter::next_timestamp(base::Time now) const {
  if (sent_ == 0) return timestamp_;
  const auto elapsed = std::uint64_t(std::max<base::Time>(now - sent_, 0));
  // The last packet fills its time, even if this one follows at once.
  const auto ticks = std::uint32_t(elapsed * clock_rate_ / base::kSecond);
  return timestamp_ + std::max(ticks, step_);
}

/// Not whether it is muted: that goes with a source, and sources do not move.
void RtpRewriter::describe(base::Fields& fields) {
  fields.number("sequence", sequence_);
  fields.number("timestamp", timestamp_);
  fields.time("sent", sent_);
  fields.number("step", step_);
  fields.flag("source was latest", source_was_latest_);
  fields.list(
      "feeds", feed_count_, kFeeds, [this](std::size_t count) { feed_count_ = count; },
      [&](std::size_t i) { feeds_[i].describe(fields); });
  fields.number("sent packets", sent_packets_);
  fields.number("sent octets", sent_octets_);
}

}  // namespace rtpengine::media
