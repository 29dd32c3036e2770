// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes RTCP fit RTP that goes out under other numbers than it came with (RFC 3550 section 7.2, as
// a translator that changes SSRC, sequence numbers and time stamps).
//
// A is the other party, B the receiver of the stream that an RtpRewriter numbers. What A says of
// what it sends is made to be about what B gets; what B says of what it gets, about what A sent.
#pragma once

#include <cstdint>
#include <span>

#include "media/packet_stream.h"
#include "media/rtp_rewriter.h"
#include "media/stage.h"

namespace rtpengine::media {

/// From A to B, in place: the SSRC that A sends with, wherever A gives it as its own (SR, RR, SDES,
/// BYE, APP, XR, feedback); time stamp and counts of SRs, the counts so that they cover all that B
/// was sent. An SSRC of which nothing was relayed stays. The bytes are valid RTCP.
void rewrite_for_receiver(const RtpRewriter& rtp, std::span<std::uint8_t> rtcp);

/// From B to A, in place: SSRC and highest sequence number of report blocks about the stream, SSRC
/// of feedback about it, sequence numbers of generic NACKs (RFC 4585 section 6.2.1). Loss, jitter
/// and times of reports stay: B missed what A sent. The bytes are valid RTCP.
void rewrite_for_sender(const RtpRewriter& rtp, std::span<std::uint8_t> rtcp);

/// One of the two as a stage; the last one of an ingress or the first one of an egress. RTCP that
/// may be encrypted passes as it is. Worker's thread.
class RtcpRewriter final : public Stage {
 public:
  enum class Towards : std::uint8_t { receiver, sender };

  /// `rtcp` is B's. Both outlive the stage.
  RtcpRewriter(const RtpRewriter& rtp, const PacketStream& rtcp, Towards towards)
      : rtp_(rtp), rtcp_(rtcp), towards_(towards) {}

  // Stage
  std::string_view name() const override { return "rewrite-rtcp"; }
  StagePosition position() const override { return StagePosition::rewrite; }
  KernelMeaning kernel_meaning() const override { return KernelMeaning::user_space_only; }
  void process(PacketBatch& batch, base::Time now) override;

 private:
  const RtpRewriter& rtp_;
  const PacketStream& rtcp_;
  const Towards towards_;
};

}  // namespace rtpengine::media
