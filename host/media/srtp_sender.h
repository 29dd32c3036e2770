// SPDX-License-Identifier: GPL-3.0-or-later
//
// The sending end of SRTP and of SRTCP: one of them belongs to the egress of a packet stream, and
// protects what goes out. RTP and RTCP have objects of their own; with rtcp-mux, too, where the
// same keying makes both.
//
// All on the thread of the stream's worker. A packet costs no allocation, unless it is the first
// one of an SSRC.
#pragma once

#include <optional>
#include <utility>

#include "base/fields.h"
#include "media/srtp_keys.h"
#include "media/srtp_outcome.h"
#include "media/srtp_sources.h"
#include "media/srtp_transform.h"
#include "net/packet.h"

namespace rtpengine::media {

class SrtpSender {
 public:
  /// Nothing: see SrtpTransform::make.
  static std::optional<SrtpSender> make(const SrtpKeying& keying);

  /// Packets from now on have these keys; indices go on. False: nothing has changed, see
  /// SrtpTransform::make.
  bool rekey(const SrtpKeying& keying);

  /// Make SRTP of an RTP packet. If the outcome is not done the packet must not be sent. A packet
  /// that was sent already is refused as replayed: a second one of the same index, with another
  /// payload, would give both away (RFC 3711 section 9.1). So is one that is more than the replay
  /// window behind, which a receiver would not take; but if the next one follows it, its sender
  /// counts anew, and is given other numbers from then on, which go on from the highest one.
  SrtpOutcome protect(net::Packet& packet);

  /// What is added to the sequence numbers of this SSRC.
  std::uint16_t shift_of(std::uint32_t ssrc) {
    const SrtpSource* source = sources_.find(ssrc);
    return source != nullptr ? source->shift : 0;
  }

  std::size_t overhead() const { return transform_.trailer_size(); }

  /// What is kept when the state moves (base/fields.h): all but the keys.
  void describe(base::Fields& fields) { sources_.describe(fields); }

 private:
  explicit SrtpSender(SrtpTransform transform) : transform_(std::move(transform)) {}

  SrtpTransform transform_;
  SrtpSources sources_;
};

class SrtcpSender {
 public:
  /// Nothing: see SrtpTransform::make.
  static std::optional<SrtcpSender> make(const SrtpKeying& keying);

  /// As SrtpSender::rekey.
  bool rekey(const SrtpKeying& keying);

  /// Make SRTCP of an RTCP packet. If the outcome is not done the packet must not be sent.
  SrtpOutcome protect(net::Packet& packet);

  std::size_t overhead() const { return transform_.trailer_size(); }

  /// What is kept when the state moves (base/fields.h): all but the keys. Packets may have gone out
  /// after the state was written: what is read goes on behind as many indices as those can be.
  void describe(base::Fields& fields);

 private:
  static constexpr std::uint64_t kLeap = 1024;

  explicit SrtcpSender(SrtpTransform transform) : transform_(std::move(transform)) {}

  SrtpTransform transform_;
  SrtpSources sources_;  ///< the highest index of each is the last one used
};

}  // namespace rtpengine::media
