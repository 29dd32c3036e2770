// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the operator configures about calls. Immutable once published; a reload publishes a new one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "call/sdes.h"
#include "media/learning_mode.h"
#include "net/address.h"

namespace rtpengine::call {

/// Read-only for all workers; replaced as a whole on a reload of the configuration.
struct Settings {
  // Life of a call; 0 switches a limit off where that makes sense. All in microseconds.
  base::Time timeout = 60 * base::kSecond;           ///< no stream got a packet for this long
  base::Time silent_timeout = 3600 * base::kSecond;  ///< same, for media that is not to receive
  base::Time offer_timeout = 3600 * base::kSecond;   ///< same, remote address not known yet
  base::Time final_timeout = 0;                      ///< longest life of a call; 0: no limit
  base::Time delete_delay = 30 * base::kSecond;      ///< how long a deleted call keeps its ports

  // Limits for offers that would create a call; empty: off.
  std::optional<std::uint64_t> max_sessions;
  std::optional<double> max_load;              ///< 1-minute load average
  std::optional<double> max_cpu;               ///< percent of all CPUs
  std::optional<std::uint64_t> max_bandwidth;  ///< bytes per second received

  std::uint8_t tos = 0;     ///< of media packets; 0: leave alone
  bool sip_source = false;  ///< as if each message had the flag `SIP source address`
  SdesPolicy sdes;
  media::LearningMode endpoint_learning = media::LearningMode::safe;
  std::vector<net::IpAddress> allow_media_to;    ///< loopback etc. that may be sent to after all
  std::vector<net::Endpoint> control_endpoints;  ///< of control sockets: never sent media to
};

}  // namespace rtpengine::call
