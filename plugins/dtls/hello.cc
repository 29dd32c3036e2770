// SPDX-License-Identifier: GPL-3.0-or-later
//
// ClientHello in, HelloVerifyRequest out.

#include "hello.h"

#include <algorithm>

namespace rtpengine::dtls {
namespace {

constexpr std::size_t kVersion = 2;
constexpr std::uint8_t kHelloVerifyRequest = 3;

/// Takes bytes off the front; what is missing makes it bad for good.
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(bytes) {}

  Bytes take(std::size_t size) noexcept {
    if (size > bytes_.size()) {
      good_ = false;
      bytes_ = {};
      return {};
    }
    const Bytes taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }
  std::uint64_t number(std::size_t size) noexcept {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(size)) value = value << 8 | byte;
    return value;
  }
  /// With its length in one byte before it.
  Bytes vector() noexcept { return take(static_cast<std::size_t>(number(1))); }
  Bytes rest() const noexcept { return bytes_; }
  bool good() const noexcept { return good_; }

 private:
  Bytes bytes_;
  bool good_ = true;
};

}  // namespace

bool parse_hello_piece(Bytes datagram, HelloPiece* out) noexcept {
  if (classify(datagram) != DatagramKind::client_hello) return false;
  Record record;
  parse_record(datagram, &record);
  Reader reader(record.body);
  reader.take(1);
  out->record_size = record.size;
  out->record_sequence = record.sequence;
  out->length = static_cast<std::size_t>(reader.number(3));
  out->message_sequence = static_cast<std::uint16_t>(reader.number(2));
  out->offset = static_cast<std::size_t>(reader.number(3));
  const auto size = static_cast<std::size_t>(reader.number(3));
  out->fills_record = size == reader.rest().size();
  out->body = reader.take(size);
  return reader.good() && out->offset <= out->length && size <= out->length - out->offset;
}

bool parse_client_hello(Bytes datagram, ClientHello* out) noexcept {
  HelloPiece piece;
  if (!parse_hello_piece(datagram, &piece) || piece.offset != 0) return false;
  out->record_sequence = piece.record_sequence;
  out->message_sequence = piece.message_sequence;
  out->whole = piece.body.size() == piece.length && piece.fills_record;
  Reader reader(piece.body);
  reader.take(kVersion);
  const Bytes random = reader.take(kRandom);
  std::copy(random.begin(), random.end(), out->random.begin());
  out->session_id = reader.vector();
  out->cookie = reader.vector();
  return reader.good() && out->session_id.size() <= kLongestSessionId;
}

HelloVerifyRequest::HelloVerifyRequest(const ClientHello& hello,
                                       const std::array<std::uint8_t, kCookie>& cookie) noexcept {
  // Versions in it are those of DTLS 1.0, whatever comes of the handshake (RFC 6347 section 4.2.1).
  constexpr std::uint8_t kMessage = kVersion + 1 + kCookie;
  std::size_t at = 0;
  const auto put = [this, &at](std::uint64_t value, std::size_t size) {
    while (size-- > 0) bytes_[at++] = static_cast<std::uint8_t>(value >> (8 * size));
  };
  put(static_cast<std::uint8_t>(ContentType::handshake), 1);
  put(0xfeff, 2);
  put(0, 2);
  put(hello.record_sequence, 6);
  put(kMessageHeader + kMessage, 2);
  put(kHelloVerifyRequest, 1);
  put(kMessage, 3);
  put(hello.message_sequence, 2);
  put(0, 3);
  put(kMessage, 3);
  put(0xfeff, 2);
  put(kCookie, 1);
  std::copy(cookie.begin(), cookie.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace rtpengine::dtls
