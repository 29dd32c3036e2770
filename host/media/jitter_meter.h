// SPDX-License-Identifier: GPL-3.0-or-later
//
// Interarrival jitter of one RTP source (RFC 3550 section 6.4.1 and appendix A.8).
//
// It is kept in time, not in ticks, so that it stays right when the clock rate changes with the
// payload type (RFC 7160). Packets with the time stamp of the one before say nothing about the
// network: they are further parts of a video frame, or of a telephone event (RFC 4733).
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/fields.h"
#include "media/rtp.h"

namespace rtpengine::media {

/// How long a tick of an RTP clock is; nothing if the clock is not known.
class TickLength {
 public:
  TickLength() = default;
  explicit TickLength(std::uint32_t clock_rate)
      : scaled_(clock_rate < kSlowest ? 0 : std::uint32_t(kScaledSecond / clock_rate)) {}

  explicit operator bool() const { return scaled_ != 0; }
  bool operator==(const TickLength&) const = default;
  /// So many ticks as time. A multiplication: this is done for each packet.
  base::Time of(std::int64_t ticks) const { return ticks * scaled_ >> kScale; }

  void describe(base::Fields& fields) { fields.number("tick", scaled_); }

 private:
  static constexpr int kScale = 20;
  static constexpr std::uint64_t kScaledSecond = std::uint64_t{base::kSecond} << kScale;
  static constexpr std::uint32_t kSlowest = 1000;  ///< of text (RFC 4103)

  std::uint32_t scaled_ = 0;
};

/// Worker's thread of the stream.
class JitterMeter {
 public:
  /// A step of the time stamp that is so far from the time that has passed is no jitter: the sender
  /// set its clock.
  static constexpr base::Time kBreak = base::kSecond;
  /// The same for the first packet after a pause, which is marked (RFC 3551 section 4.1): there are
  /// senders whose clock stands still as long as they are silent.
  static constexpr base::Time kPause = base::kSecond / 10;

  /// The next packet in order of arrival, copies left out.
  void note(const RtpHeader& header, base::Time arrival, TickLength tick) {
    const std::uint32_t step = header.timestamp - timestamp_;
    if (tick != tick_) {
      tick_ = tick;
    } else if (step == 0 || !tick) {
      return;
    } else {
      sample(arrival - arrival_ - tick.of(std::int32_t(step)), header.marker);
    }
    timestamp_ = header.timestamp;
    arrival_ = arrival;
  }
  /// What comes next has nothing to do with what came last.
  void interrupt() { tick_ = {}; }

  std::uint32_t samples() const { return samples_; }
  /// As a receiver report would say it now.
  base::Time now() const { return jitter_ >> kFraction; }
  /// Of all packets so far, to be divided by samples().
  base::Time sum() const { return base::Time(sum_ >> kFraction); }
  base::Time highest() const { return highest_ >> kFraction; }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  static constexpr int kFraction = 4;

  void sample(base::Time late, bool marked) {
    const base::Time difference = late < 0 ? -late : late;
    if (difference > (marked ? kPause : kBreak)) return;
    jitter_ += std::uint32_t(difference) - ((jitter_ + 8) >> kFraction);
    if (jitter_ > highest_) highest_ = jitter_;
    sum_ += jitter_;
    ++samples_;
  }

  // Of the packet that the next one is compared with.
  base::Time arrival_ = 0;
  std::uint32_t timestamp_ = 0;
  TickLength tick_;  ///< none: there is no such packet

  std::uint32_t jitter_ = 0;  ///< in 1/16 microseconds, as in the appendix
  std::uint32_t highest_ = 0;
  std::uint64_t sum_ = 0;
  std::uint32_t samples_ = 0;
};

}  // namespace rtpengine::media
