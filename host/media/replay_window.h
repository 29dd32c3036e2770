// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which packets of a sender have been here (RFC 3711 section 3.3.2): the highest index and the 127
// before it.
#pragma once

#include <cstdint>

#include "base/fields.h"

namespace rtpengine::media {

/// Worker's thread of the stream.
class ReplayWindow {
 public:
  static constexpr unsigned kSize = 128;  ///< RFC 3711 asks for 64
  static constexpr std::uint64_t kMaxIndex = (std::uint64_t{1} << 48) - 1;

  /// Whether none has been here.
  bool empty() const { return recent_ == 0; }
  /// The highest index; if the window is empty the one before it was emptied, at first 0.
  std::uint64_t highest() const { return highest_; }

  /// Whether this one has not been here, and is not so old that nobody knows.
  bool admits(std::uint64_t index) const {
    if (index > highest_ || empty()) return true;
    const std::uint64_t age = highest_ - index;
    if (age >= kSize) return false;
    return ((age < 64 ? recent_ >> age : older_ >> (age - 64)) & 1) == 0;
  }
  /// It is here now. It must be admitted.
  void note(std::uint64_t index);
  /// What comes has other keys than what was here. The highest index is kept.
  void clear() { recent_ = older_ = 0; }
  /// Go on from this index as if it had been here, and none before.
  void skip_to(std::uint64_t index);

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  std::uint64_t highest_ = 0;
  std::uint64_t recent_ = 0;  ///< bit n: the one n before the highest
  std::uint64_t older_ = 0;   ///< the 64 before those
};

}  // namespace rtpengine::media
