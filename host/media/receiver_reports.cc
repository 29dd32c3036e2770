// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/receiver_reports.h"

#include <algorithm>

namespace rtpengine::media {

void ReceiverReports::note(const ReportBlock& block) {
  Source& source = source_of(block);
  const auto ahead = std::int32_t(block.highest_sequence - source.highest);
  if (ahead < 0) {
    if (ahead > -std::int32_t(kOvertaken)) return;
    lost_before_ += source.lost;
  }
  source.highest = block.highest_sequence;
  source.lost = block.cumulative_lost;
  jitter_ = block.jitter;
}

/// The source, brought to the front; a new one begins where its first block is.
ReceiverReports::Source& ReceiverReports::source_of(const ReportBlock& block) {
  auto found = std::find_if(sources_.begin(), sources_.end(),
                            [&](const Source& source) { return source.ssrc == block.ssrc; });
  if (found == sources_.end()) {
    if (sources_.size() < kMax) {
      sources_.emplace_back();
    } else {
      lost_before_ += sources_.back().lost;
      sources_.back() = Source{};
    }
    found = sources_.end() - 1;
    found->ssrc = block.ssrc;
    found->highest = block.highest_sequence;
  }
  std::rotate(sources_.begin(), found, found + 1);
  return sources_.front();
}

std::uint64_t ReceiverReports::lost() const {
  std::int64_t sum = lost_before_;
  for (const Source& source : sources_) sum += source.lost;
  return std::uint64_t(std::max<std::int64_t>(sum, 0));
}

void ReceiverReports::describe(base::Fields& fields) {
  fields.list("sources", sources_, kMax, [&](Source& source) {
    fields.number("ssrc", source.ssrc);
    fields.number("highest", source.highest);
    fields.number("lost", source.lost);
  });
  fields.number("lost before", lost_before_);
  fields.number("jitter", jitter_);
}

}  // namespace rtpengine::media
