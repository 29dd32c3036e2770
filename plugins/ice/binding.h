// SPDX-License-Identifier: GPL-3.0-or-later
//
// Binding requests and their answers as ICE makes them (RFC 8445 section 7).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <rtpengine/types.h>

#include "config.h"
#include "credentials.h"
#include "stun_message.h"
#include "stun_writer.h"

namespace rtpengine::ice {

struct Check {
  TransactionId id = {};
  std::uint32_t priority = 0;  ///< of our candidate
  Role role = Role::controlling;
  std::uint64_t tie_breaker = 0;
  bool use_candidate = false;
};

/// A check from the side with the credentials `local` to the one with `remote`.
StunWriter make_check(const Check& check, const Credentials& local, const Credentials& remote,
                      std::string_view software) noexcept;

/// The answer to a request that came from `source`.
StunWriter make_success(const StunMessage& request, const Endpoint& source,
                        std::string_view password, std::string_view software) noexcept;

/// An error; signed unless `password` is empty. 420 names what is not known.
StunWriter make_error(const StunMessage& request, StunError code,
                      std::string_view password) noexcept;

/// What is wrong with the credentials of a request to the side with these; nothing: they are right.
std::optional<StunError> check_credentials(const StunMessage& request,
                                           const Credentials& local) noexcept;

/// Whether a request with good credentials names this side as the one that asks.
bool is_from(const StunMessage& request, const Credentials& remote) noexcept;

}  // namespace rtpengine::ice
