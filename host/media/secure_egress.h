// SPDX-License-Identifier: GPL-3.0-or-later
//
// SRTP as the egress of one packet stream has it: the keys that we send with, or that they are not
// known yet. Nothing goes out in clear then.
//
// Worker's thread of the stream. No packet costs an allocation but the first of an SSRC.
#pragma once

#include <optional>

#include "base/fields.h"
#include "media/drop_reason.h"
#include "media/keyed_pair.h"
#include "media/srtp_keys.h"
#include "media/srtp_sender.h"
#include "net/packet.h"

namespace rtpengine::media {

class SecureEgress {
 public:
  explicit SecureEgress(SrtpUse use) : senders_(use) {}

  /// Send with these keys. Indices go on unless they are for another device. False: libcrypto
  /// refuses, nothing has changed.
  bool set_keys(const SrtpKeying& keying, KeyHolder holder);
  bool has_keys() const { return senders_.keying().has_value(); }

  /// Make SRTP or SRTCP of it. The reason: why not; it must not be sent then.
  std::optional<DropReason> protect(net::Packet& packet);

  /// What is kept when the state moves (base/fields.h): all but the keys, which must be the same.
  void describe(base::Fields& fields) { senders_.describe(fields); }

 private:
  KeyedPair<SrtpSender, SrtcpSender> senders_;
};

}  // namespace rtpengine::media
