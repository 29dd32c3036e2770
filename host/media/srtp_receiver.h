// SPDX-License-Identifier: GPL-3.0-or-later
//
// The receiving end of SRTP and of SRTCP: one of them belongs to the ingress of a packet stream,
// and unprotects what comes in. RTP and RTCP have objects of their own; with rtcp-mux, too, where
// the same keying makes both.
//
// A packet that is refused is left as it was, and changes nothing of what is known of its sender.
// All on the thread of the stream's worker. A packet costs no allocation, unless it is the first
// authentic one of an SSRC.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "base/fields.h"
#include "media/srtp_keys.h"
#include "media/srtp_outcome.h"
#include "media/srtp_sources.h"
#include "media/srtp_transform.h"
#include "net/packet.h"

namespace rtpengine::media {

/// The keys of a receiver. A sender takes new keys into use at a time that nobody tells: those of
/// before hold until the first packet that is authentic under the next ones.
class SrtpReceiverKeys {
 public:
  static std::optional<SrtpReceiverKeys> make(const SrtpKeying& keying, SrtpUse use);
  /// False: nothing has changed.
  bool set_next(const SrtpKeying& keying, SrtpUse use);

  SrtpTransform& now() { return now_; }
  const SrtpTransform& now() const { return now_; }
  /// Null: no others are known.
  SrtpTransform* next() { return next_ ? &*next_ : nullptr; }
  /// There must be others.
  void take_next();

 private:
  explicit SrtpReceiverKeys(SrtpTransform now) : now_(std::move(now)) {}

  SrtpTransform now_;
  std::optional<SrtpTransform> next_;
};

class SrtpReceiver {
 public:
  /// Nothing: see SrtpTransform::make.
  static std::optional<SrtpReceiver> make(const SrtpKeying& keying);

  /// The same sender will use these keys, and may have begun. For another sender make another
  /// object: it must not be heard with the keys of the one before. False: nothing has changed.
  bool rekey(const SrtpKeying& keying) { return keys_.set_next(keying, SrtpUse::rtp); }

  /// Make RTP of an SRTP packet.
  ///
  /// The rollover counter is not transmitted. Where it is doubtful (a new SSRC, other keys, a state
  /// that was restored, or so many packets in a row that are not authentic that we may have lost
  /// track) those near the guessed one are tried, too: what authenticates a packet proves it.
  SrtpOutcome unprotect(net::Packet& packet);

  /// Indices by SSRC, e.g. for the kernel.
  const SrtpSources& sources() const { return sources_; }

  /// What is kept when the state moves (base/fields.h): all but the keys.
  void describe(base::Fields& fields) { sources_.describe(fields); }

 private:
  /// So many packets in a row mean that we may have lost track.
  static constexpr std::uint8_t kLost = 16;

  explicit SrtpReceiver(SrtpReceiverKeys keys) : keys_(std::move(keys)) {}

  SrtpOutcome unprotect_with(SrtpTransform& keys, net::Packet& packet, bool new_keys);
  /// Find the index with which it is authentic, in unit.id, and decrypt it.
  SrtpOutcome open(SrtpTransform& keys, SrtpUnit& unit, std::uint16_t sequence, bool new_keys);
  SrtpOutcome try_index(SrtpTransform& keys, SrtpUnit& unit, std::int64_t index,
                        const ReplayWindow* window);
  void accept(const SrtpTransform& keys, const SrtpUnit& unit);

  SrtpReceiverKeys keys_;
  SrtpSources sources_;
};

class SrtcpReceiver {
 public:
  /// Nothing: see SrtpTransform::make.
  static std::optional<SrtcpReceiver> make(const SrtpKeying& keying);

  /// As SrtpReceiver::rekey.
  bool rekey(const SrtpKeying& keying) { return keys_.set_next(keying, SrtpUse::rtcp); }

  /// Make RTCP of an SRTCP packet. Its E flag says whether it is encrypted (RFC 3711 section 3.4),
  /// whatever was negotiated.
  SrtpOutcome unprotect(net::Packet& packet);

  /// What is kept when the state moves (base/fields.h): all but the keys.
  void describe(base::Fields& fields) { sources_.describe(fields); }

 private:
  explicit SrtcpReceiver(SrtpReceiverKeys keys) : keys_(std::move(keys)) {}

  SrtpOutcome unprotect_with(SrtpTransform& keys, net::Packet& packet, bool new_keys);

  SrtpReceiverKeys keys_;
  SrtpSources sources_;
};

}  // namespace rtpengine::media
