// SPDX-License-Identifier: GPL-3.0-or-later
//
// A ClientHello that came in pieces (RFC 6347 section 4.2.3), put together in one record: OpenSSL
// takes the one that answers a HelloVerifyRequest as a whole only. Browsers send it in two since
// their key shares withstand quantum computers.
//
// The owner has checked the cookie in the first piece before it keeps anything here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hello.h"

namespace rtpengine::dtls {

class HelloPieces {
 public:
  /// Of the message; longer ones are not kept.
  static constexpr std::size_t kLongest = 4096;

  /// Begin with the datagram that has the first piece; what was kept before is forgotten.
  void begin(Bytes datagram);
  /// What is in this datagram. Pieces that leave a gap are not kept: the client repeats them.
  void add(Bytes datagram);
  void clear() noexcept { bytes_.clear(); }

  bool begun() const noexcept { return !bytes_.empty(); }
  /// A datagram with the whole message, as if it had come so; empty: there is none yet.
  Bytes whole() const noexcept;

 private:
  void append(const HelloPiece& piece);

  std::uint16_t message_sequence_ = 0;
  std::size_t length_ = 0;
  std::vector<std::uint8_t> bytes_;  ///< with headers; as far as there is no gap
};

}  // namespace rtpengine::dtls
