// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an association asks of the world, and what it tells it.
#pragma once

#include <string_view>

#include <rtpengine/types.h>

#include "failure.h"
#include "record.h"
#include "srtp_keys.h"

namespace rtpengine::dtls {

/// Implemented by the owner of the association, which it outlives. Functions are called from within
/// those of the association and must not call it.
class AssociationHost {
 public:
  virtual void send(const Endpoint& to, Bytes datagram) noexcept = 0;
  /// Use these from now on, in place of those told before; the party is at `source`.
  virtual void on_keys(const SrtpKeys& keys, const Endpoint& source) noexcept = 0;
  /// Told once for each description of the party. A later handshake may succeed nevertheless.
  /// `detail`: more about it, perhaps empty.
  virtual void on_failed(Failure failure, std::string_view detail) noexcept = 0;
  /// The party has ended the association (close_notify, or an alert): no media of it is to come.
  virtual void on_closed() noexcept = 0;

 protected:
  ~AssociationHost() = default;
};

}  // namespace rtpengine::dtls
