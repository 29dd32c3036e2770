// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one receiver says of what it is sent, block by block (RFC 3550 section 6.4), added up over
// the sources that it tells of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/fields.h"
#include "media/rtcp.h"

namespace rtpengine::media {

/// Worker's thread of the stream.
class ReceiverReports {
 public:
  /// Sources kept apart; those before them go into the sum.
  static constexpr std::size_t kMax = 4;
  /// A highest number that is so far behind the last one is that of a receiver which counts anew;
  /// one that is less far behind comes from a report that was overtaken.
  static constexpr std::uint32_t kOvertaken = 1000;

  void note(const ReportBlock& block);

  /// Packets that did not reach the receiver, wherever they were lost. Copies count against it
  /// (RFC 3550 appendix A.3), but never below 0.
  std::uint64_t lost() const;
  /// In ticks, of the newest block.
  std::uint32_t jitter() const { return jitter_; }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  struct Source {
    std::uint32_t ssrc = 0;
    std::uint32_t highest = 0;
    std::int32_t lost = 0;
  };

  Source& source_of(const ReportBlock& block);

  std::vector<Source> sources_;  ///< latest first
  std::int64_t lost_before_ = 0;
  std::uint32_t jitter_ = 0;
};

}  // namespace rtpengine::media
