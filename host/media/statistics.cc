// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rare parts of counting: another source, another payload type, totals.
#include "media/statistics.h"

#include <algorithm>

namespace rtpengine::media {

StreamCounters& StreamCounters::operator+=(const StreamCounters& other) {
  packets += other.packets;
  bytes += other.bytes;
  errors += other.errors;
  kernel_packets += other.kernel_packets;
  kernel_bytes += other.kernel_bytes;
  last_packet = std::max(last_packet, other.last_packet);
  return *this;
}

void StreamCounters::describe(base::Fields& fields) {
  fields.number("packets", packets);
  fields.number("bytes", bytes);
  fields.number("errors", errors);
  fields.number("kernel packets", kernel_packets);
  fields.number("kernel bytes", kernel_bytes);
  fields.time("last packet", last_packet);
  fields.number("ssrc", ssrc);
  fields.number("payload type", payload_type);
  fields.number("tos", tos);
}

void SsrcTracker::describe(base::Fields& fields) {
  fields.list(
      "sources", source_count_, kMax, [this](std::size_t count) { source_count_ = count; },
      [&](std::size_t i) {
        Source& source = sources_[i];
        fields.number("ssrc", source.ssrc);
        fields.number("first sequence", source.first_sequence);
        fields.number("last sequence", source.last_sequence);
        fields.number("last timestamp", source.last_timestamp);
        fields.number("packets", source.packets);
        fields.time("last packet", source.last_packet);
      });
  fields.list(
      "payload types", type_count_, kMax, [this](std::size_t count) { type_count_ = count; },
      [&](std::size_t i) { fields.number("type", types_[i]); });
  fields.number("forgotten", forgotten_);
}

void SsrcTracker::bring_forward_source(const RtpHeader& header) {
  const auto begin = sources_.begin();
  auto end = begin + static_cast<std::ptrdiff_t>(source_count_);
  auto found =
      std::find_if(begin, end, [&](const Source& source) { return source.ssrc == header.ssrc; });
  if (found == end) {
    if (source_count_ < kMax) {
      source_count_++;
    } else {
      forgotten_++;
      --found;  // the one not heard for longest gives way
    }
    *found = Source{};
    found->ssrc = header.ssrc;
    found->first_sequence = header.sequence;
  }
  std::rotate(begin, found, found + 1);
}

void SsrcTracker::bring_forward_type(const RtpHeader& header) {
  const auto begin = types_.begin();
  auto end = begin + static_cast<std::ptrdiff_t>(type_count_);
  auto found = std::find(begin, end, header.payload_type);
  if (found == end) {
    if (type_count_ < kMax)
      type_count_++;
    else
      --found;
    *found = header.payload_type;
  }
  std::rotate(begin, found, found + 1);
}

}  // namespace rtpengine::media
