// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/rtp_rewriter.h"

#include <algorithm>

namespace rtpengine::media {
namespace {

/// How far `to` is ahead of `from` on the ring of sequence numbers; negative: behind.
int distance(std::uint16_t from, std::uint16_t to) {
  return std::int16_t(std::uint16_t(to - from));
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
  relayed_ssrc_ = start.ssrc;
  runs_[0] = {std::uint16_t(start.sequence - kHistory), start.sequence, 0, 0};
  run_count_ = 1;
}

void RtpRewriter::mute(bool muted) {
  muted_ = muted;
  // What is relayed next begins anew: what was muted is not made up for.
  if (muted) run_count_ = 0;
}

void RtpRewriter::process(PacketBatch& batch, base::Time now) {
  for (StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind != PacketKind::rtp) continue;
    if (muted_) {
      packet.drop(DropReason::replaced);
    } else {
      relay(packet, now);
    }
  }
}

void RtpRewriter::relay(StagePacket& packet, base::Time now) {
  const RtpHeader header = packet.rtp;
  const bool known = run_count_ != 0 && header.ssrc == relayed_ssrc_;
  const int ahead = known ? distance(runs_[0].last, header.sequence) : 1;
  if (ahead <= 0 && ahead > -kHistory) {
    relay_late(packet);
    return;
  }
  const bool same_feed = known && ahead > 0;
  if (!same_feed) {
    run_count_ = 0;
    begin_run(header, std::uint16_t(sequence_ + 1), next_timestamp(now));
  } else if (interrupted_) {
    begin_run(header, std::uint16_t(sequence_ + ahead),
              header.timestamp + runs_[0].timestamp_offset);
  }
  Run& run = runs_[0];
  run.last = header.sequence;
  if (distance(run.first, run.last) > kHistory) run.first = std::uint16_t(run.last - kHistory);
  const auto sequence = std::uint16_t(header.sequence + run.offset);
  const std::uint32_t timestamp = header.timestamp + run.timestamp_offset;
  write(packet, sequence, timestamp);
  note(sequence, timestamp, same_feed && !interrupted_, now);
  interrupted_ = false;
}

void RtpRewriter::relay_late(StagePacket& packet) {
  const Run* run = run_of(packet.rtp.sequence);
  if (run == nullptr) {
    packet.drop(DropReason::replaced);
    return;
  }
  write(packet, std::uint16_t(packet.rtp.sequence + run->offset),
        packet.rtp.timestamp + run->timestamp_offset);
}

void RtpRewriter::begin_run(const RtpHeader& header, std::uint16_t sequence,
                            std::uint32_t timestamp) {
  std::rotate(runs_.begin(), runs_.end() - 1, runs_.end());
  run_count_ = std::min(run_count_ + 1, kRuns);
  runs_[0] = {header.sequence, header.sequence, std::uint16_t(sequence - header.sequence),
              timestamp - header.timestamp};
  relayed_ssrc_ = header.ssrc;
}

const RtpRewriter::Run* RtpRewriter::run_of(std::uint16_t sequence) const {
  for (std::size_t i = 0; i < run_count_; ++i) {
    const Run& run = runs_[i];
    if (distance(run.first, sequence) >= 0 && distance(sequence, run.last) >= 0) return &run;
  }
  return nullptr;
}

void RtpRewriter::number(Feed& feed, StagePacket& packet, base::Time now) {
  const bool begins = !feed.begun;
  if (begins) {
    feed.begun = true;
    feed.timestamp_offset = next_timestamp(now) - packet.rtp.timestamp;
  }
  const auto sequence = std::uint16_t(sequence_ + 1);
  const std::uint32_t timestamp = packet.rtp.timestamp + feed.timestamp_offset;
  write(packet, sequence, timestamp);
  note(sequence, timestamp, !begins && interrupted_, now);
  interrupted_ = true;
}

void RtpRewriter::write(StagePacket& packet, std::uint16_t sequence,
                        std::uint32_t timestamp) const {
  std::uint8_t* data = packet.packet->data;
  put(data + 2, sequence, 2);
  put(data + 4, timestamp, 4);
  put(data + 8, ssrc_, 4);
  packet.rtp.sequence = sequence;
  packet.rtp.timestamp = timestamp;
  packet.rtp.ssrc = ssrc_;
}

void RtpRewriter::note(std::uint16_t sequence, std::uint32_t timestamp, bool same_feed,
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

}  // namespace rtpengine::media
