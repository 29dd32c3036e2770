// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where to send a stream's packets, and from where to take them.
//
// A Learner belongs to one packet stream (RTP and RTCP have one each, RTCP never teaches RTP) and
// is asked for every packet that comes in there. It opens no socket and reads no clock: what
// signalling said, the sources of packets and the time are told to it. One worker's thread.
//
// With the mode `safe` sources are admitted, not ranked only. Classes, best first:
//   proven      by ICE, or its SRTP authenticates
//   exact       the signalled address and port
//   address     the signalled address, another port
//   signalling  the address the SIP message came from ("received from"), any port
//   first       the first source to send, if neither address is known and usable
// The best class seen becomes the destination; an equal or lower one never displaces it. Proven,
// exact and first settle at once, the others when the learning time ends. A settled endpoint is
// locked: all other sources are refused, unless `media handover`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/fields.h"
#include "media/learning_mode.h"
#include "net/address.h"

namespace rtpengine::media {

/// Learning ends this long after the last offer or answer about the side.
inline constexpr base::Time kLearningTime = 3 * base::kSecond;

/// What signalling says about the side that sends to us.
struct LearningInput {
  LearningMode mode = LearningMode::safe;
  /// As in the SDP, or what replaces it (`trust address` and the like are resolved before).
  /// No address: nothing signalled yet (early media, forks): all is forwarded, nothing learned.
  /// Port 0: the stream is switched off: nothing is learned.
  net::Endpoint signalled;
  /// Where the SIP message came from; empty if not given, and then the last one stays while the
  /// signalled address does. Of another family than `signalled` it says nothing about media and is
  /// left aside.
  net::IpAddress received_from;
  bool interface_is_public = false;  ///< our address that faces this side is a public one
  bool strict_source = false;
  bool media_handover = false;
  bool asymmetric = false;

  bool operator==(const LearningInput&) const = default;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);
};

/// How far a source is to be trusted; higher is better.
enum class SourceClass : std::uint8_t { none, first, signalling, address, exact, proven };
std::string_view to_string(SourceClass source_class);

/// How far learning has come.
enum class LearningState : std::uint8_t {
  none,     ///< nothing was signalled yet that could be learned from
  fixed,    ///< nothing is learned: media goes where signalling says
  open,     ///< a better source than the one in use is still taken
  settled,  ///< until signalling says something new
};
std::string_view to_string(LearningState state);

/// What to do with a packet, and what it changed.
struct Admission {
  bool forward = true;     ///< false: drop it as DropReason::source_refused
  bool moved = false;      ///< destination() is another one now
  bool confirmed = false;  ///< with this packet confirmed() became true
};

/// What a forwarding table that does the work in our place has to check.
enum class SourceCheck : std::uint8_t {
  none,  ///< take packets from anywhere
  drop,  ///< drop those that do not come from expected_source()
  ask,   ///< hand those to user space: they may move the endpoint
};

class Learner {
 public:
  /// An offer or answer that is about this side. A new endpoint, mode or `asymmetric` starts
  /// learning afresh from the signalled endpoint. So does a new `received from` while nothing
  /// better vouches for the endpoint in use, which then stays the destination until a packet is
  /// admitted. Anything else prolongs the learning time if the endpoint is not confirmed yet, and
  /// does not disturb it if it is. So it may be called for both sides at each offer and answer.
  /// True if the destination changed.
  bool signal(const LearningInput& said, base::Time now);

  /// A media packet came from `source`.
  Admission admit(const net::SocketAddress& source, base::Time now) {
    if (confirmed_ && source.same_as(accepted_)) return {};
    return consider(source, now);
  }

  /// Whether a packet that must not teach anything may pass: RTCP on the RTP stream's socket.
  bool admits(const net::SocketAddress& source) const;
  /// The same, for one that was to teach something and failed to: if it may not pass it is refused.
  bool admits_or_refuses(const net::SocketAddress& source) {
    return admits(source) || refuse(source).forward;
  }

  /// A source proved itself (SRTP authentication, ICE check): the class `proven`. Admitted from now
  /// on, also if admit() refused it just before. It displaces all lower classes, settled or not,
  /// and another proven one with `media handover` only. Not where the destination is fixed (mode
  /// off, asymmetric). The latest four are remembered, until a new endpoint is signalled.
  Admission note_validated(const net::SocketAddress& source, base::Time now);
  /// Whether media goes there since it proved itself: nothing new if it does again.
  bool is_settled_on_proven(const net::SocketAddress& source) const {
    return confirmed_ && class_ == SourceClass::proven && source.same_as(destination_);
  }

  /// Whether the source is one of those.
  bool is_proven(const net::SocketAddress& source) const;

  /// ICE selected a pair: send there from now on. Always moves, always confirms.
  Admission select(const net::SocketAddress& source, base::Time now);

  /// Ends the learning time if it is over, without waiting for a packet. True if with this
  /// confirmed() became true. Call it about once a second.
  bool settle(base::Time now);

  /// Where to send to; size 0 while unknown. Whether one may send there is not asked here.
  const net::SocketAddress& destination() const { return destination_; }
  net::Endpoint endpoint() const;

  /// The endpoint is final until signalling says something new.
  bool confirmed() const { return confirmed_; }
  /// Class of the current destination (mode safe; exact or none in the others).
  SourceClass source_class() const { return class_; }
  LearningState state() const;
  /// When destination, class or state last changed; 0 before the first signal().
  base::Time since() const { return since_; }
  /// End of the learning time; 0 before the first signal().
  base::Time learning_ends() const { return deadline_; }

  /// For a forwarding entry; meaningful once confirmed.
  SourceCheck source_check() const;
  /// Source that entry has to expect; size 0 if source_check() is none.
  const net::SocketAddress& expected_source() const;

  /// The last source that was refused (size 0: none), and how many packets were.
  const net::SocketAddress& last_refused() const { return last_refused_; }
  std::uint64_t refused_packets() const { return refused_packets_; }

  /// What is known now, for snapshot and explain.
  const LearningInput& input() const { return input_; }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  static constexpr std::size_t kMaxProven = 4;

  bool must_restart(const LearningInput& input) const;
  Admission consider(const net::SocketAddress& source, base::Time now);
  Admission decide(const net::SocketAddress& source, base::Time now);
  Admission consider_stranger(const net::SocketAddress& source);
  Admission consider_asymmetric(const net::SocketAddress& source);
  Admission learn_at_once(const net::SocketAddress& source, bool final);
  Admission learn_heuristic(const net::SocketAddress& source, base::Time now);
  Admission learn_safe(const net::SocketAddress& source, base::Time now);
  Admission refuse(const net::SocketAddress& source);

  SourceClass classify(const net::SocketAddress& source) const;
  void remember_proven(const net::SocketAddress& source);
  bool nothing_signalled() const { return !input_.signalled.address; }
  bool checks_admission() const;
  bool move_to(const net::SocketAddress& source);
  bool confirm(const net::SocketAddress& source);

  // Hot: read for every packet.
  bool confirmed_ = false;
  SourceClass class_ = SourceClass::none;
  std::uint8_t rank_ = 0;          ///< of the mode heuristic
  bool signalled_usable_ = false;  ///< its packets can come from there as written
  net::SocketAddress accepted_;    ///< whose packets pass without a further look, once confirmed
  net::SocketAddress destination_;

  // Cold.
  net::SocketAddress last_refused_;
  std::uint64_t refused_packets_ = 0;
  base::Time deadline_ = 0;
  base::Time since_ = 0;
  LearningInput input_;
  std::vector<net::SocketAddress> proven_;  ///< latest proven sources, oldest first
};

}  // namespace rtpengine::media
