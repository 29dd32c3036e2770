// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first messages of a handshake, before there is any state for it: ClientHello as far as it is
// needed to tell one from another, and HelloVerifyRequest (RFC 6347 section 4.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "record.h"

namespace rtpengine::dtls {

inline constexpr std::size_t kMessageHeader = 12;
inline constexpr std::size_t kRandom = 32;
inline constexpr std::size_t kLongestSessionId = 32;
using Random = std::array<std::uint8_t, kRandom>;

/// One record with ClientHello, or with a fragment of it. Points into the datagram.
struct HelloPiece {
  std::size_t record_size = 0;
  std::uint64_t record_sequence = 0;
  std::uint16_t message_sequence = 0;
  std::size_t length = 0;  ///< of the whole message
  std::size_t offset = 0;
  Bytes body;  ///< at that offset of the message
  bool fills_record = false;
};

/// Read the record that a datagram of kind client_hello begins with. False: cut, or beyond the end
/// of its message.
bool parse_hello_piece(Bytes datagram, HelloPiece* out) noexcept;

/// Points into the datagram.
struct ClientHello {
  std::uint64_t record_sequence = 0;
  std::uint16_t message_sequence = 0;
  Random random = {};
  Bytes session_id;
  Bytes cookie;
  bool whole = false;  ///< the message is not fragmented, and it fills its record
};

/// Read the ClientHello that a datagram of kind client_hello begins with. False: cut or malformed,
/// or a fragment that is not the first.
bool parse_client_hello(Bytes datagram, ClientHello* out) noexcept;

/// A HelloVerifyRequest in a record of its own.
class HelloVerifyRequest {
 public:
  static constexpr std::size_t kCookie = 32;
  static constexpr std::size_t kSize = kRecordHeader + 12 + 3 + kCookie;

  /// An answer to this ClientHello; it has the record's number, as the RFC demands.
  HelloVerifyRequest(const ClientHello& hello,
                     const std::array<std::uint8_t, kCookie>& cookie) noexcept;

  Bytes bytes() const noexcept { return bytes_; }

 private:
  std::array<std::uint8_t, kSize> bytes_;
};

}  // namespace rtpengine::dtls
