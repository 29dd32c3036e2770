// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why packets are dropped: one closed list, with the texts that query, metrics and logs show.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <string_view>

#include "base/fields.h"

namespace rtpengine::media {

/// Appended to only: the numbers may be stored.
enum class DropReason : std::uint8_t {
  source_refused,         ///< learning did not admit the source
  media_blocked,          ///< command `block media`
  dtmf_blocked,           ///< command `block DTMF`
  no_destination,         ///< the other side's address is not known yet, or its port is 0
  not_rtp,                ///< neither RTP nor anything else that is expected on this socket
  not_rtcp,               ///< malformed RTCP
  truncated,              ///< longer than a packet slot
  send_failed,            ///< the system refused to send it
  destination_forbidden,  ///< loopback, multicast, broadcast, a control socket of ours, ...
  stun_unhandled,         ///< nobody handles STUN here
  dtls_unhandled,         ///< nobody handles DTLS here
  no_route,               ///< no other side (yet)
  no_keys,                ///< SRTP whose keys are not known yet
  not_authentic,          ///< SRTP authentication failed
  replayed,               ///< SRTP replay protection
  by_stage,               ///< a plugin dropped it, or broke the rules with it
  too_many,               ///< a plugin gave out more packets at once than may be
  replaced,               ///< a packet source of a plugin is heard in its place
  rate_limited,           ///< more to one port than the limit allows
  feedback_refused,       ///< nothing but feedback, for a party whose profile has none
  unknown_mki,            ///< SRTP that names other keys than were agreed on
  too_many_sources,       ///< SRTP of more SSRCs than one stream may have
  keys_used_up,           ///< the packets that one SRTP key may protect have been
  no_room,                ///< too long for what SRTP appends
  crypto_failed,          ///< the cryptographic library failed
  no_sending_keys,        ///< the keys to make SRTP of it with are not known yet
};

inline constexpr std::size_t kDropReasonCount = 26;

/// The name in words joined by hyphens, e.g. "source-refused".
std::string_view to_string(DropReason reason);
/// One sentence for people who look at the counters.
std::string_view describe(DropReason reason);
std::optional<DropReason> drop_reason_from(std::string_view name);

/// Dropped packets by reason. Plain numbers: owned by one worker, merged when asked for. Most
/// streams never drop a packet, so the numbers take no room before the first one.
class DropCounters {
 public:
  std::uint64_t operator[](DropReason reason) const {
    return numbers_ ? (*numbers_)[std::size_t(reason)] : 0;
  }
  void count(DropReason reason, std::uint64_t number = 1) {
    if (!numbers_) numbers_ = std::make_unique<Numbers>();
    (*numbers_)[std::size_t(reason)] += number;
  }

  std::uint64_t total() const {
    if (!numbers_) return 0;
    return std::accumulate(numbers_->begin(), numbers_->end(), std::uint64_t{0});
  }
  DropCounters& operator+=(const DropCounters& other) {
    other.for_each([this](DropReason reason, std::uint64_t number) { count(reason, number); });
    return *this;
  }
  /// What is kept when the state moves (base/fields.h): those that occurred.
  void describe(base::Fields& fields, std::string_view key);

  /// Calls `visit(reason, number)` for each reason that occurred.
  template <typename Visit>
  void for_each(Visit&& visit) const {
    if (!numbers_) return;
    for (std::size_t i = 0; i < numbers_->size(); i++)
      if ((*numbers_)[i] != 0) visit(DropReason(i), (*numbers_)[i]);
  }

 private:
  using Numbers = std::array<std::uint64_t, kDropReasonCount>;
  std::unique_ptr<Numbers> numbers_;
};

}  // namespace rtpengine::media
