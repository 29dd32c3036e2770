// SPDX-License-Identifier: GPL-3.0-or-later
//
// What arrived of one RTP source, told from its sequence numbers (RFC 3550 appendix A.1 and A.3):
// how many packets there should have been, and which came twice or late.
//
// Other than in the appendix a packet that came twice counts once, so that loss is never hidden by
// copies; and packets of the beginning count even if the source is believed only later.
#pragma once

#include <cstdint>

#include "base/fields.h"

namespace rtpengine::media {

/// Worker's thread of the stream.
class SequenceCounter {
 public:
  /// RFC 3550 appendix A.1: a step of so many forward is loss, one of less than so many back is a
  /// late packet, and all between is a sender that counts anew, if it goes on from there.
  static constexpr unsigned kMaxDropout = 3000;
  static constexpr unsigned kMaxMisorder = 100;
  /// A source is believed when two packets follow each other, or when so many have come that fit
  /// together: of a path that loses every second packet none follows another.
  static constexpr unsigned kConvincing = 8;

  /// What a packet turned out to be.
  enum class Arrival : std::uint8_t {
    ahead,      ///< newer than all before
    late,       ///< after one with a higher number; it fills a gap
    first,      ///< the numbers begin anew here
    duplicate,  ///< it was here already
    stray,      ///< far from the others: not counted until the next one follows it
  };

  /// The next packet in order of arrival.
  Arrival note(std::uint16_t sequence) {
    if (state_ == State::running && sequence == std::uint16_t(highest_ + 1)) [[likely]] {
      ++highest_;
      ++received_;
      older_ = older_ << 1 | recent_ >> 63;
      recent_ = recent_ << 1 | 1;
      return Arrival::ahead;
    }
    return sort(sequence);
  }

  /// Packets went past us that are not known: what comes next is no gap.
  void interrupt() {
    if (state_ == State::running) state_ = State::interrupted;
  }

  // Nothing of a source that is not believed yet counts, but as stray.

  /// Packets that should have come, from the first to the newest; and those of before the first
  /// that came behind it, which alone tell nothing of what was lost there.
  std::uint64_t expected() const;
  /// Those of them that did.
  std::uint64_t received() const { return believed() ? received_ : 0; }
  /// Further copies of those.
  std::uint32_t duplicates() const { return believed() ? duplicates_ : 0; }
  /// Those that came after one with a higher number (RFC 4737 section 3.3).
  std::uint32_t reordered() const { return believed() ? reordered_ : 0; }
  /// Packets that belong to nothing.
  std::uint64_t strays() const;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  enum class State : std::uint8_t { empty, doubtful, running, interrupted };

  bool believed() const { return state_ >= State::running; }
  Arrival sort(std::uint16_t sequence);
  Arrival place(std::uint16_t sequence);
  Arrival jump(std::uint16_t sequence);
  Arrival look_back(unsigned steps);
  /// Numbers begin at this one, which has come.
  void begin(std::uint16_t sequence);
  void begin_anew(std::uint16_t sequence);
  void advance(unsigned steps);
  void shift(unsigned steps);
  bool seen(unsigned steps_back) const;
  void set_seen(unsigned steps_back);

  // Numbers are extended to 32 bits, counted on through their wraps.
  std::uint32_t first_ = 0;  ///< of what goes on now
  std::uint32_t highest_ = 0;
  std::uint64_t recent_ = 0;  ///< bit n: the packet n before the highest one has come
  std::uint64_t older_ = 0;   ///< the 64 before those
  std::uint64_t received_ = 0;
  std::uint64_t expected_before_ = 0;  ///< of what went on before first_, or came late from there
  std::uint32_t duplicates_ = 0;
  std::uint32_t reordered_ = 0;
  std::uint32_t strays_ = 0;
  std::uint16_t after_jump_ = 0;  ///< what proves that the last stray was a new beginning
  bool jumped_ = false;
  State state_ = State::empty;
};

}  // namespace rtpengine::media
