// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the RTCP that a participant sends, to know what it thinks of what it gets.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "base/fields.h"
#include "media/receiver_reports.h"
#include "media/stage.h"

namespace rtpengine::call {

class Media;

/// What is known of a participant's reports on what we send it.
struct KeptReports {
  media::ReceiverReports reports;
  std::uint32_t count = 0;        ///< RTCP datagrams with one about it
  base::Time last_report = 0;     ///< when the last one came
  std::uint64_t sent = 0;         ///< what it had been sent by then
  std::int64_t lost_before = -1;  ///< what had not come to us by then; -1: not known
  base::Time jitter = -1;         ///< as it said last; -1: not known
  base::Time round_trip = -1;     ///< from us to it and back; -1: not known

  /// Its own last sender report, which the other side's reports refer to.
  std::uint32_t sender_report = 0;  ///< middle 32 bits of its NTP time
  base::Time sender_report_came = 0;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};

/// A stage of the ingress of RTCP; behind decryption, before numbers are changed. What cannot be
/// read tells nothing, nor does what is about sources that the participant was never sent. Worker's
/// thread.
class ReportWatch final : public media::Stage {
 public:
  explicit ReportWatch(const Media& media) : media_(media) {}
  std::string_view name() const override { return "report-watch"; }
  media::StagePosition position() const override { return media::StagePosition::tap; }
  media::KernelMeaning kernel_meaning() const override { return media::KernelMeaning::not_needed; }
  void process(media::PacketBatch& batch, base::Time now) override;

  /// Null: the participant has sent no report of any kind.
  const KeptReports* kept() const { return kept_.get(); }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  KeptReports& keep();
  void read(const media::RtcpPacket& packet, base::Time now);
  void note_block(const media::ReportBlock& block, const Media* feeder, base::Time now);

  const Media& media_;
  std::unique_ptr<KeptReports> kept_;  ///< comes with the first report
};

}  // namespace rtpengine::call
