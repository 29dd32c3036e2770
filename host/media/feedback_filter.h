// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keeps feedback (RFC 4585) from a party whose profile has none, where the other party's has: a
// translator between AVPF and AVP.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "media/packet_stream.h"
#include "media/stage.h"

namespace rtpengine::media {

/// Take all feedback packets (RTPFB and PSFB) out of a datagram of RTCP, which is changed in place.
/// How many bytes are left; 0: there was nothing else in it. What is not valid RTCP stays as it is.
std::size_t remove_feedback(std::span<std::uint8_t> datagram);

/// Stands where the RTCP of the party with feedback comes in.
class FeedbackFilter final : public Stage {
 public:
  /// `rtcp`: the stream whose packets these are.
  explicit FeedbackFilter(const PacketStream& rtcp) : rtcp_(rtcp) {}
  std::string_view name() const override { return "feedback-filter"; }
  StagePosition position() const override { return StagePosition::filter; }
  KernelMeaning kernel_meaning() const override { return KernelMeaning::user_space_only; }
  void process(PacketBatch& batch, base::Time now) override;

 private:
  const PacketStream& rtcp_;
};

}  // namespace rtpengine::media
