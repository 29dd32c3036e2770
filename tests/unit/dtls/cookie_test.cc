// SPDX-License-Identifier: GPL-3.0-or-later

#include "plugins/dtls/cookie.h"

#include <gtest/gtest.h>

namespace rtpengine::dtls {
namespace {

constexpr Endpoint kSource = {AddressFamily::ipv4, 5000, 0, {192, 0, 2, 1}};

/// One that was given earlier.
struct Exchange {
  CookieJar jar{CookieJar::Secret{1, 2, 3}};
  Cookie cookie = {};

  explicit Exchange(Micros now) { EXPECT_TRUE(jar.make(kSource, now, &cookie)); }
};

TEST(Cookie, ComesBack) {
  const Exchange exchange(0);
  EXPECT_TRUE(exchange.jar.fits(kSource, exchange.cookie, kSecond));
}

TEST(Cookie, IsOfOneSource) {
  const Exchange exchange(0);
  Endpoint other = kSource;
  other.port = 5001;
  EXPECT_FALSE(exchange.jar.fits(other, exchange.cookie, 0));
  other = kSource;
  other.address[3] = 2;
  EXPECT_FALSE(exchange.jar.fits(other, exchange.cookie, 0));
  other = kSource;
  other.family = AddressFamily::ipv6;
  EXPECT_FALSE(exchange.jar.fits(other, exchange.cookie, 0));
}

TEST(Cookie, IsOfOneSecret) {
  const Exchange exchange(0);
  EXPECT_FALSE(CookieJar(CookieJar::Secret{1, 2, 4}).fits(kSource, exchange.cookie, 0));
}

TEST(Cookie, GoesStale) {
  const Micros made = 3 * CookieJar::kLife - 1;
  const Exchange exchange(made);
  EXPECT_TRUE(exchange.jar.fits(kSource, exchange.cookie, made + CookieJar::kLife));
  EXPECT_FALSE(exchange.jar.fits(kSource, exchange.cookie, made + 2 * CookieJar::kLife));
}

TEST(Cookie, ThatIsWrongOrMissingIsNone) {
  Exchange exchange(0);
  EXPECT_FALSE(exchange.jar.fits(kSource, Bytes(exchange.cookie).first(31), 0));
  EXPECT_FALSE(exchange.jar.fits(kSource, {}, 0));
  exchange.cookie[31] ^= 1;
  EXPECT_FALSE(exchange.jar.fits(kSource, exchange.cookie, 0));
}

}  // namespace
}  // namespace rtpengine::dtls
