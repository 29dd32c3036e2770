// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/relayed_feed.h"

#include <algorithm>

namespace rtpengine::media {
namespace {

bool reached(std::uint32_t number, std::uint32_t from) { return std::int32_t(number - from) >= 0; }

}  // namespace

RelayedFeed::RelayedFeed(std::uint32_t ssrc, std::uint16_t last)
    : ssrc_(ssrc), heard_before_(true), run_count_(1), open_runs_(1) {
  runs_[0] = {last - std::uint32_t(kHistory), last, 0, 0};
}

int RelayedFeed::ahead(std::uint16_t sequence) const {
  return std::int16_t(std::uint16_t(sequence - runs_[0].last));
}

std::uint32_t RelayedFeed::extended(std::uint16_t sequence) const {
  return run_count_ != 0 ? runs_[0].last + std::uint32_t(ahead(sequence)) : sequence;
}

void RelayedFeed::begin_run(std::uint16_t sequence, std::uint32_t sent,
                            std::uint32_t timestamp_offset) {
  const std::uint32_t number = extended(sequence);
  std::rotate(runs_.begin(), runs_.end() - 1, runs_.end());
  runs_[0] = {number, number, sent - number, timestamp_offset};
  run_count_ = std::min(run_count_ + 1, kRuns);
  open_runs_ = std::min(open_runs_ + 1, kRuns);
}

void RelayedFeed::go_on_to(std::uint16_t sequence) {
  RelayedRun& run = runs_[0];
  run.last = extended(sequence);
  if (run.last - run.first > std::uint32_t(kHistory)) run.first = run.last - kHistory;
}

const RelayedRun* RelayedFeed::run_of(std::uint16_t sequence) const {
  const std::uint32_t number = extended(sequence);
  for (std::size_t i = 0; i < open_runs_; ++i) {
    const RelayedRun& run = runs_[i];
    if (reached(number, run.first) && reached(run.last, number)) return &run;
  }
  return nullptr;
}

const RelayedRun* RelayedFeed::run_sent_by(std::uint32_t sent) const {
  for (std::size_t i = 0; i < run_count_; ++i) {
    if (reached(sent, runs_[i].first + runs_[i].offset)) return &runs_[i];
  }
  return nullptr;
}

void RelayedFeed::describe(base::Fields& fields) {
  fields.number("ssrc", ssrc_);
  fields.flag("heard before", heard_before_);
  fields.list(
      "runs", run_count_, kRuns, [this](std::size_t count) { run_count_ = count; },
      [&](std::size_t i) {
        fields.number("first", runs_[i].first);
        fields.number("last", runs_[i].last);
        fields.number("offset", runs_[i].offset);
        fields.number("timestamp offset", runs_[i].timestamp_offset);
      });
  fields.number("open runs", open_runs_, 0, run_count_);
  fields.number("packets", packets);
  fields.number("octets", octets);
  fields.time("last packet", last_packet);
}

}  // namespace rtpengine::media
