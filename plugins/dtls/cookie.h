// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cookies of HelloVerifyRequest (RFC 6347 section 4.2.1): whoever sends one back receives at the
// address that it sends from. They are made from a secret, so that none has to be remembered.
//
// Unlike the RFC's example they do not depend on what is in the ClientHello: so the cookie that a
// forged one sends to the party is of use to the party's own, instead of leading it astray.
#pragma once

#include <array>
#include <cstdint>

#include <rtpengine/types.h>

#include "config.h"
#include "hello.h"

namespace rtpengine::dtls {

using Cookie = std::array<std::uint8_t, HelloVerifyRequest::kCookie>;

/// One for each process, or worker; may be used by several threads.
class CookieJar {
 public:
  using Secret = std::array<std::uint8_t, 32>;

  /// How long a cookie is taken back at least; at most twice as long.
  static constexpr Micros kLife = 30 * kSecond;

  /// The secret comes from a source that nobody can predict.
  explicit CookieJar(const Secret& secret) noexcept : secret_(secret) {}

  /// For a ClientHello from this address. False if libcrypto refuses.
  bool make(const Endpoint& source, Micros now, Cookie* out) const noexcept;
  /// Whether the cookie of a ClientHello from this address is one that was made for it.
  bool fits(const Endpoint& source, Bytes cookie, Micros now) const noexcept;

 private:
  bool compute(const Endpoint& source, std::uint64_t period, Cookie* out) const noexcept;

  Secret secret_;
};

}  // namespace rtpengine::dtls
