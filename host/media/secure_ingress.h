// SPDX-License-Identifier: GPL-3.0-or-later
//
// SRTP as the ingress of one packet stream has it: the keys that its participant sends with, or
// that they are not known yet. Nothing passes that is not authentic.
//
// Worker's thread of the stream. No packet costs an allocation but the first of an SSRC.
#pragma once

#include <optional>

#include "base/fields.h"
#include "media/drop_reason.h"
#include "media/keyed_pair.h"
#include "media/srtp_keys.h"
#include "media/srtp_outcome.h"
#include "media/srtp_receiver.h"
#include "net/packet.h"

namespace rtpengine::media {

/// How the drop is counted whose cause this is, which must not be done.
DropReason drop_reason(SrtpOutcome outcome);

class SecureIngress {
 public:
  explicit SecureIngress(SrtpUse use) : receivers_(use) {}

  /// The participant sends with these keys. False: libcrypto refuses, nothing has changed.
  bool set_keys(const SrtpKeying& keying, KeyHolder holder) {
    return receivers_.set_keys(keying, holder);
  }

  /// Make RTP or RTCP of it. The reason: why not; it is as it was then.
  std::optional<DropReason> unprotect(net::Packet& packet);

  /// Whether a packet that was unprotected is from who has the keys.
  bool authenticates() const {
    const auto& keying = receivers_.keying();
    return receivers_.use() == SrtpUse::rtcp ||
           (keying && !keying->parameters.unauthenticated_srtp);
  }

  /// What is kept when the state moves (base/fields.h): all but the keys, which must be the same.
  void describe(base::Fields& fields) { receivers_.describe(fields); }

 private:
  KeyedPair<SrtpReceiver, SrtcpReceiver> receivers_;
};

}  // namespace rtpengine::media
