// SPDX-License-Identifier: GPL-3.0-or-later
//
// What SRTP and SRTCP remember of each SSRC under one master key (RFC 3711 section 3.2.3): the
// index, which has the rollover counter in it, and what has been replayed. And how the index of a
// packet is told from its sequence number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/fields.h"
#include "media/replay_window.h"

namespace rtpengine::media {

inline constexpr std::uint64_t kMaxSrtpIndex = ReplayWindow::kMaxIndex;
inline constexpr std::uint64_t kMaxSrtcpIndex = (std::uint64_t{1} << 31) - 1;

/// The index that is nearest to the highest one so far (RFC 3711 appendix A). Negative: of before
/// the first cycle.
std::int64_t guess_srtp_index(std::uint64_t highest, std::uint16_t sequence);

struct SrtpSource {
  std::uint32_t ssrc = 0;
  /// The rollover counter may be wrong: what we know of it is not from a packet under these keys.
  bool doubtful = false;
  /// Packets in a row that did not authenticate, as far as they matter.
  std::uint8_t failures = 0;
  /// Of a sender: what is added to its sequence numbers since it began them anew, and the number of
  /// the last packet that was refused for being too old, one behind it.
  std::uint16_t shift = 0;
  std::optional<std::uint16_t> next_too_old;
  ReplayWindow window;
};

/// Worker's thread of the stream.
class SrtpSources {
 public:
  /// Of one stream. A sender that changes its SSRC keeps its old one to the end of the keys: were
  /// it forgotten its packets could be replayed, or its keystream be used twice. So there are many;
  /// but a receiver adds one only when a packet of it was authentic.
  static constexpr std::size_t kMax = 256;

  /// Null: not known. Cheap for the one found or added last.
  SrtpSource* find(std::uint32_t ssrc) {
    if (latest_ < all_.size() && all_[latest_].ssrc == ssrc) [[likely]]
      return &all_[latest_];
    return search(ssrc);
  }
  bool full() const { return all_.size() >= kMax; }
  /// It must not be known yet, nor must they be full. Sources found before are elsewhere then.
  SrtpSource& add(std::uint32_t ssrc);
  /// Forget the one that is known for longest. There must be one.
  void forget_oldest();
  /// The one found or added last; null: there is none.
  const SrtpSource* latest() const { return latest_ < all_.size() ? &all_[latest_] : nullptr; }
  std::size_t size() const { return all_.size(); }

  /// The keys are others now: no packet of before can come again. Indices go on (RFC 3711 section
  /// 3.3.1), but a peer may begin anew.
  void begin_new_keys();

  template <typename Visit>
  void for_each(Visit&& visit) {
    for (SrtpSource& source : all_) visit(source);
  }

  /// What is kept when the state moves (base/fields.h). Time may have passed in between: what was
  /// read is doubtful.
  void describe(base::Fields& fields);

 private:
  SrtpSource* search(std::uint32_t ssrc);

  std::vector<SrtpSource> all_;
  std::size_t latest_ = 0;
};

}  // namespace rtpengine::media
