// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an agent asks of the world, and what it tells it.
#pragma once

#include <cstdint>
#include <span>

#include <rtpengine/types.h>

#include "integrity.h"

namespace rtpengine::ice {

/// Why checks have ended without a selected pair.
enum class Failure : std::uint8_t {
  no_candidates,  ///< the party named none that ours could be paired with
  no_answer,      ///< no check was answered
  refused,        ///< the party answered that it does not know our credentials
  send_refused,   ///< nothing could be sent to any of its candidates
  not_nominated,  ///< checks succeeded, yet the party has nominated none
};

/// Why media may no longer be sent on a selected pair (RFC 7675).
enum class ConsentLoss : std::uint8_t {
  expired,  ///< no answer for 30 s
  revoked,  ///< answered by 403 Forbidden
};

/// One sentence for people; string constants.
const char* describe(Failure failure) noexcept;
const char* describe(ConsentLoss loss) noexcept;

/// Implemented by the owner of the agent, which it outlives. Functions are called from within those
/// of the agent and must not call it.
class AgentHost {
 public:
  /// Send from the socket of our candidate number `local`. False: that destination cannot be sent
  /// to, or must not.
  virtual bool send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept = 0;
  /// Fill with what nobody can predict.
  virtual void random(std::span<std::uint8_t> out) noexcept = 0;

  /// A check to `remote` has succeeded: media of it is its own.
  virtual void on_validated(std::uint32_t local, const Endpoint& remote) noexcept = 0;
  /// Send media of this component on this pair from now on.
  virtual void on_selected(Component component, std::uint32_t local,
                           const Endpoint& remote) noexcept = 0;
  /// Told once for each description of the party; later checks of it may succeed nevertheless.
  virtual void on_failed(Failure failure) noexcept = 0;
  /// Send no more media of this component until a pair is selected again.
  virtual void on_consent_lost(Component component, ConsentLoss loss) noexcept = 0;

 protected:
  ~AgentHost() = default;
};

}  // namespace rtpengine::ice
