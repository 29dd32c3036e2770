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

void Reception::describe(base::Fields& fields) {
  fields.number("expected", expected);
  fields.number("received", received);
  fields.number("duplicates", duplicates);
  fields.number("reordered", reordered);
  fields.number("strays", strays);
  fields.number("jitter samples", jitter_samples);
  fields.number("jitter sum", jitter_sum);
  fields.number("highest jitter", jitter_highest);
}

namespace {

void add(Reception& sum, const SsrcTracker::Source& source) {
  sum.expected += source.sequences.expected();
  sum.received += source.sequences.received();
  sum.duplicates += source.sequences.duplicates();
  sum.reordered += source.sequences.reordered();
  sum.strays += source.sequences.strays();
  sum.jitter_samples += source.jitter.samples();
  sum.jitter_sum += source.jitter.sum();
  sum.jitter_highest = std::max(sum.jitter_highest, source.jitter.highest());
}

}  // namespace

Reception SsrcTracker::reception() const {
  Reception sum = before_ != nullptr ? *before_ : Reception{};
  for (const Source& source : sources_) add(sum, source);
  if (!sources_.empty()) sum.jitter_now = sources_[0].jitter.now();
  return sum;
}

bool SsrcTracker::knows(std::uint32_t ssrc) const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [&](const Source& source) { return source.ssrc == ssrc; });
}

void SsrcTracker::interrupt() {
  for (Source& source : sources_) source.sequences.interrupt();
}

void SsrcTracker::describe(base::Fields& fields) {
  fields.list("sources", sources_, kMax, [&](Source& source) {
    fields.number("ssrc", source.ssrc);
    fields.number("first sequence", source.first_sequence);
    fields.number("last sequence", source.last_sequence);
    fields.number("last timestamp", source.last_timestamp);
    fields.number("packets", source.packets);
    fields.time("last packet", source.last_packet);
    fields.object("sequences", [&] { source.sequences.describe(fields); });
    fields.object("jitter", [&] { source.jitter.describe(fields); });
  });
  fields.list(
      "payload types", type_count_, kMax,
      [this](std::size_t count) { type_count_ = std::uint8_t(count); },
      [&](std::size_t i) { fields.number("type", types_[i]); });
  fields.number("forgotten", forgotten_);
  if (forgotten_ == 0) return;
  if (before_ == nullptr) before_ = std::make_unique<Reception>();
  fields.object("before", [&] { before_->describe(fields); });
}

void SsrcTracker::forget(Source& source) {
  if (before_ == nullptr) before_ = std::make_unique<Reception>();
  add(*before_, source);
  forgotten_++;
}

void SsrcTracker::bring_forward_source(const RtpHeader& header) {
  auto found = std::find_if(sources_.begin(), sources_.end(),
                            [&](const Source& source) { return source.ssrc == header.ssrc; });
  if (found == sources_.end()) {
    if (sources_.size() < kMax) {
      // Nearly always there is one.
      if (sources_.empty()) sources_.reserve(1);
      sources_.emplace_back();
    } else {
      forget(sources_.back());  // the one not heard for longest gives way
      sources_.back() = Source{};
    }
    found = sources_.end() - 1;
    found->ssrc = header.ssrc;
    found->first_sequence = header.sequence;
  }
  std::rotate(sources_.begin(), found, found + 1);
}

void SsrcTracker::bring_forward_type(const RtpHeader& header, const ClockRates& clocks) {
  type_ = header.payload_type;
  tick_ = TickLength(clocks.clock_rate_of(type_));
  const auto begin = types_.begin();
  auto end = begin + type_count_;
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
