// SPDX-License-Identifier: GPL-3.0-or-later
//
// Records of DTLS (RFC 6347 section 4.1, RFC 9147 section 4), as far as one can look at them before
// a handshake: everything in here is cheap, keeps nothing and allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace rtpengine::dtls {

using Bytes = std::span<const std::uint8_t>;

enum class ContentType : std::uint8_t {
  change_cipher_spec = 20,
  alert = 21,
  handshake = 22,
  application_data = 23,
  heartbeat = 24,
  cid = 25,
  ack = 26,
};

inline constexpr std::size_t kRecordHeader = 13;

/// Whether a datagram is DTLS by its first byte (RFC 7983 section 7).
constexpr bool is_dtls(Bytes datagram) noexcept {
  return !datagram.empty() && datagram[0] >= 20 && datagram[0] <= 63;
}

/// A record with its plain header.
struct Record {
  ContentType type = {};
  std::uint16_t epoch = 0;  ///< 0: not protected
  std::uint64_t sequence = 0;
  Bytes body;
  std::size_t size = 0;  ///< with its header
};

/// Read the first record. False: its header is cut, is not that of DTLS or of a kind that is known,
/// or says more bytes than there are. The short header of DTLS 1.3 (first byte 32 to 63) is none of
/// these: see is_short_header.
bool parse_record(Bytes bytes, Record* out) noexcept;

/// The unified header of protected records of DTLS 1.3 (RFC 9147 section 4).
constexpr bool is_short_header(Bytes bytes) noexcept {
  return !bytes.empty() && (bytes[0] & 0xe0) == 0x20;
}

/// What the first record of a datagram is, and so the datagram.
enum class DatagramKind : std::uint8_t {
  malformed,
  client_hello,     ///< not protected, handshake type 1: it may begin a handshake
  plain,            ///< otherwise not protected: of a handshake under way
  plain_alert,      ///< not protected, so anybody may have written it
  protected_bytes,  ///< of a handshake that has keys, or of one that is done
};

DatagramKind classify(Bytes datagram) noexcept;

/// An alert that was not protected, and what stands before it in its datagram.
struct PlainAlert {
  bool found = false;
  bool fatal = false;
  std::uint8_t description = 0;  ///< RFC 5246 section 7.2
  Bytes before;                  ///< all of the datagram if none was found
};

PlainAlert find_plain_alert(Bytes datagram) noexcept;

}  // namespace rtpengine::dtls
