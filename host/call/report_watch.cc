// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/report_watch.h"

#include <algorithm>

#include "call/media.h"
#include "call/participant.h"
#include "media/rtcp.h"

namespace rtpengine::call {
namespace {

/// RFC 3550 section 6.4.1: what a receiver repeats of the NTP time of a sender report.
std::uint32_t middle_of(const media::SenderInfo& info) {
  return info.ntp_seconds << 16 | info.ntp_fraction >> 16;
}

/// DLSR, in 1/65536 s.
base::Time delay_of(const media::ReportBlock& block) {
  return std::int64_t{block.delay_since_last_sr} * base::kSecond >> 16;
}

/// From us to who sends the block and back, if it refers to a report that came by here.
std::optional<base::Time> round_trip(const media::ReportBlock& block, const Media& feeder,
                                     base::Time now) {
  constexpr base::Time kLongest = 60 * base::kSecond;
  const KeptReports* reports = feeder.report_watch().kept();
  if (reports == nullptr || reports->sender_report_came == 0 || block.last_sr == 0 ||
      block.last_sr != reports->sender_report) {
    return std::nullopt;
  }
  const base::Time passed = now - reports->sender_report_came - delay_of(block);
  if (passed > kLongest) return std::nullopt;
  return std::max<base::Time>(passed, 0);
}

}  // namespace

void ReportWatch::process(media::PacketBatch& batch, base::Time now) {
  for (const media::StagePacket& packet : batch.packets()) {
    if (packet.dropped || packet.kind != media::PacketKind::rtcp) continue;
    // What nobody here can decrypt is not valid as a whole, whatever its first header says.
    const auto bytes = packet.packet->bytes();
    if (!media::valid_rtcp(bytes)) continue;
    media::RtcpReader reader(bytes);
    while (const auto one = reader.next()) read(*one, now);
  }
}

void ReportWatch::read(const media::RtcpPacket& packet, base::Time now) {
  if (const auto info = media::sender_info(packet)) {
    KeptReports& kept = keep();
    kept.sender_report = middle_of(*info);
    kept.sender_report_came = now;
  }
  const Media* feeder = media_.feeder();
  bool noted = false;
  for (std::size_t i = 0; i < media::report_block_count(packet); ++i) {
    const media::ReportBlock block = media::report_block(packet, i);
    if (!media_.was_sent(block.ssrc)) continue;
    note_block(block, feeder, now);
    noted = true;
  }
  if (!noted) return;
  KeptReports& kept = keep();
  ++kept.count;
  kept.last_report = now;
  kept.sent = media_.rtp().egress().sent().packets;
  kept.lost_before = -1;
  if (feeder != nullptr && feeder->rtp().received().kernel_packets == 0) {
    kept.lost_before = std::int64_t(feeder->rtp().ssrcs().reception().lost());
  }
}

void ReportWatch::note_block(const media::ReportBlock& block, const Media* feeder, base::Time now) {
  KeptReports& kept = keep();
  kept.reports.note(block);
  if (feeder == nullptr) return;
  const media::TickLength tick(feeder->clock_rate_of(feeder->rtp().received().payload_type));
  if (tick) kept.jitter = tick.of(kept.reports.jitter());
  if (const auto time = round_trip(block, *feeder, now)) kept.round_trip = *time;
}

KeptReports& ReportWatch::keep() {
  if (kept_ == nullptr) kept_ = std::make_unique<KeptReports>();
  return *kept_;
}

void ReportWatch::describe(base::Fields& fields) {
  bool reported = kept_ != nullptr;
  fields.flag("reported", reported);
  if (reported) fields.object("reports", [&] { keep().describe(fields); });
}

void KeptReports::describe(base::Fields& fields) {
  reports.describe(fields);
  fields.number("count", count);
  fields.time("last report", last_report);
  fields.number("sent", sent);
  fields.number("lost before us", lost_before);
  fields.number("last jitter", jitter);
  fields.number("round trip", round_trip);
  fields.number("sender report", sender_report);
  fields.time("sender report came", sender_report_came);
}

}  // namespace rtpengine::call
