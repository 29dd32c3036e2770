// SPDX-License-Identifier: GPL-3.0-or-later
//
// ClientHello as OpenSSL writes it, and help to change one.
#pragma once

#include <algorithm>
#include <cstdint>

#include "peer.h"
#include "plugins/dtls/hello.h"

namespace rtpengine::dtls {

/// The first flight of a client.
inline Datagram client_hello() {
  static Peer peer({.role = Role::client});
  peer.begin();
  peer.advance();
  return peer.outbox.take().at(0);
}

/// As if another client had written it.
inline Datagram with_random(Datagram hello, std::uint32_t number) {
  constexpr std::size_t kRandomAt = kRecordHeader + 12 + 2;
  for (std::size_t i = 0; i < 4; ++i) {
    hello[kRandomAt + i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return hello;
}

}  // namespace rtpengine::dtls
