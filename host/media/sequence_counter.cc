// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/sequence_counter.h"

namespace rtpengine::media {
namespace {

/// Room below the first number, for packets that come late.
constexpr std::uint32_t kCycle = 1u << 16;

constexpr unsigned kWord = 64;

}  // namespace

std::uint64_t SequenceCounter::expected() const {
  if (!believed()) return 0;
  return expected_before_ + std::uint32_t(highest_ - first_) + 1;
}

std::uint64_t SequenceCounter::strays() const {
  return believed() ? strays_ : std::uint64_t{strays_} + received_ + duplicates_;
}

SequenceCounter::Arrival SequenceCounter::sort(std::uint16_t sequence) {
  switch (state_) {
    case State::empty:
      begin(sequence);
      ++received_;
      state_ = State::doubtful;
      return Arrival::first;
    case State::interrupted:
      begin_anew(sequence);
      ++received_;
      return Arrival::first;
    case State::doubtful:
    case State::running:
      break;
  }
  const bool follows = sequence == std::uint16_t(highest_ + 1);
  const Arrival arrival = place(sequence);
  if (state_ == State::doubtful && (follows || received_ >= kConvincing)) state_ = State::running;
  return arrival;
}

SequenceCounter::Arrival SequenceCounter::place(std::uint16_t sequence) {
  const auto forward = std::uint16_t(sequence - highest_);
  if (forward == 0) {
    ++duplicates_;
    return Arrival::duplicate;
  }
  if (forward < kMaxDropout) {
    advance(forward);
    return Arrival::ahead;
  }
  const unsigned back = kCycle - forward;
  return back < kMaxMisorder ? look_back(back) : jump(sequence);
}

SequenceCounter::Arrival SequenceCounter::look_back(unsigned steps) {
  if (seen(steps)) {
    ++duplicates_;
    return Arrival::duplicate;
  }
  set_seen(steps);
  ++received_;
  ++reordered_;
  // The first ones may have changed places, too. What is missing between them was never expected.
  if (steps > highest_ - first_) ++expected_before_;
  return Arrival::late;
}

SequenceCounter::Arrival SequenceCounter::jump(std::uint16_t sequence) {
  if (state_ == State::doubtful) {
    strays_ += std::uint32_t(received_) + duplicates_;
    received_ = expected_before_ = duplicates_ = reordered_ = 0;
    begin(sequence);
    ++received_;
    return Arrival::first;
  }
  if (jumped_ && sequence == after_jump_) {
    // The stray was the first packet, and this is the second one.
    --strays_;
    begin_anew(std::uint16_t(sequence - 1));
    ++received_;
    advance(1);
    return Arrival::first;
  }
  ++strays_;
  after_jump_ = std::uint16_t(sequence + 1);
  jumped_ = true;
  return Arrival::stray;
}

void SequenceCounter::begin(std::uint16_t sequence) {
  first_ = highest_ = kCycle + sequence;
  recent_ = 1;
  older_ = 0;
  jumped_ = false;
}

void SequenceCounter::begin_anew(std::uint16_t sequence) {
  expected_before_ = expected();
  begin(sequence);
  state_ = State::running;
}

void SequenceCounter::advance(unsigned steps) {
  highest_ += steps;
  ++received_;
  shift(steps);
}

void SequenceCounter::shift(unsigned steps) {
  if (steps < kWord) {
    older_ = older_ << steps | recent_ >> (kWord - steps);
    recent_ = recent_ << steps | 1;
  } else {
    older_ = steps < 2 * kWord ? recent_ << (steps - kWord) : 0;
    recent_ = 1;
  }
}

bool SequenceCounter::seen(unsigned steps_back) const {
  const std::uint64_t word = steps_back < kWord ? recent_ : older_;
  return (word >> (steps_back % kWord) & 1) != 0;
}

void SequenceCounter::set_seen(unsigned steps_back) {
  std::uint64_t& word = steps_back < kWord ? recent_ : older_;
  word |= std::uint64_t{1} << (steps_back % kWord);
}

void SequenceCounter::describe(base::Fields& fields) {
  fields.number("first", first_);
  fields.number("highest", highest_);
  fields.bits("recent", recent_);
  fields.bits("older", older_);
  fields.number("received", received_);
  fields.number("expected before", expected_before_);
  fields.number("duplicates", duplicates_);
  fields.number("reordered", reordered_);
  fields.number("strays", strays_);
  fields.number("after jump", after_jump_);
  fields.flag("jumped", jumped_);
  fields.choice("state", state_, State::interrupted);
}

}  // namespace rtpengine::media
