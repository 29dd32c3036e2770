// SPDX-License-Identifier: GPL-3.0-or-later
#include "hello_pieces.h"

namespace rtpengine::dtls {
namespace {

constexpr std::size_t kHeaders = kRecordHeader + kMessageHeader;
constexpr std::size_t kRecordLengthAt = 11;
constexpr std::size_t kFragmentLengthAt = kRecordHeader + 9;

void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t size, std::size_t value) {
  while (size-- > 0) bytes[at++] = static_cast<std::uint8_t>(value >> (8 * size));
}

}  // namespace

void HelloPieces::begin(Bytes datagram) {
  clear();
  HelloPiece first;
  if (!parse_hello_piece(datagram, &first) || first.offset != 0 || first.length > kLongest) return;
  message_sequence_ = first.message_sequence;
  length_ = first.length;
  // Both headers of the first piece but for the lengths.
  bytes_.reserve(kHeaders + length_);
  bytes_.assign(datagram.begin(), datagram.begin() + static_cast<std::ptrdiff_t>(kHeaders));
  put(bytes_, kRecordLengthAt, 2, kMessageHeader + length_);
  put(bytes_, kFragmentLengthAt, 3, length_);
  add(datagram);
}

void HelloPieces::add(Bytes datagram) {
  HelloPiece piece;
  while (begun() && parse_hello_piece(datagram, &piece)) {
    append(piece);
    datagram = datagram.subspan(piece.record_size);
  }
}

void HelloPieces::append(const HelloPiece& piece) {
  if (piece.message_sequence != message_sequence_ || piece.length != length_) return;
  const std::size_t have = bytes_.size() - kHeaders;
  if (piece.offset > have || piece.offset + piece.body.size() <= have) return;
  const Bytes news = piece.body.subspan(have - piece.offset);
  bytes_.insert(bytes_.end(), news.begin(), news.end());
}

Bytes HelloPieces::whole() const noexcept {
  return begun() && bytes_.size() == kHeaders + length_ ? Bytes(bytes_) : Bytes();
}

}  // namespace rtpengine::dtls
