// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys for SRTP that a plugin agrees on with one party for one media (rtpengine/keys.h), in place
// of SDES.
#pragma once

#include <optional>

#include "base/fields.h"
#include "media/packet_stream.h"
#include "media/srtp_keys.h"

namespace rtpengine::call {

/// With which keys one stream is secured.
struct StreamKeys {
  media::SrtpKeying theirs;  ///< of what the party sends
  media::SrtpKeying ours;    ///< of what we send

  /// What is kept when the state moves (base/fields.h), keys included.
  void describe(base::Fields& fields);
};

struct PluginKeys {
  bool proposed = false;  ///< a plugin could agree on some, if that is offered
  bool in_charge = false;
  std::optional<StreamKeys> rtp;
  std::optional<StreamKeys> rtcp;  ///< none: those of RTP, if there is one port for both

  std::optional<StreamKeys>& of(media::Component component) {
    return component == media::Component::rtp ? rtp : rtcp;
  }
  /// No longer in charge.
  void withdraw();

  /// What is kept when the state moves (base/fields.h), keys included.
  void describe(base::Fields& fields);
};

}  // namespace rtpengine::call
