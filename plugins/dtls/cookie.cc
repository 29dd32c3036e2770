// SPDX-License-Identifier: GPL-3.0-or-later
//
// A cookie is HMAC-SHA256 over the period and the source.

#include "cookie.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace rtpengine::dtls {
namespace {

constexpr std::uint64_t period_of(Micros now) noexcept {
  return static_cast<std::uint64_t>(now / CookieJar::kLife);
}

/// What a cookie is made of.
struct Text {
  std::array<std::uint8_t, 8 + 1 + 16 + 2> bytes;
  std::size_t size = 0;

  void put(Bytes part) noexcept {
    std::copy(part.begin(), part.end(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    size += part.size();
  }
  void put(std::uint64_t value, std::size_t length) noexcept {
    while (length-- > 0) bytes[size++] = static_cast<std::uint8_t>(value >> (8 * length));
  }
};

}  // namespace

bool CookieJar::compute(const Endpoint& source, std::uint64_t period, Cookie* out) const noexcept {
  Text text;
  text.put(period, 8);
  text.put(static_cast<std::uint64_t>(source.family), 1);
  text.put(Bytes(source.address, sizeof source.address));
  text.put(source.port, 2);
  return HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), text.bytes.data(),
              text.size, out->data(), nullptr) != nullptr;
}

bool CookieJar::make(const Endpoint& source, Micros now, Cookie* out) const noexcept {
  return compute(source, period_of(now), out);
}

bool CookieJar::fits(const Endpoint& source, Bytes cookie, Micros now) const noexcept {
  if (cookie.size() != sizeof(Cookie)) return false;
  const std::uint64_t period = period_of(now);
  for (const std::uint64_t made : {period, period - 1}) {
    Cookie ours;
    if (compute(source, made, &ours) &&
        CRYPTO_memcmp(ours.data(), cookie.data(), ours.size()) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace rtpengine::dtls
