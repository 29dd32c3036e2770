// SPDX-License-Identifier: GPL-3.0-or-later
//
// Headers of records.

#include "record.h"

namespace rtpengine::dtls {
namespace {

constexpr std::uint8_t kMajorVersion = 0xfe;  ///< one's complement of 1, in every version
constexpr std::size_t kLongestBody = (1u << 14) + 2048;
constexpr std::uint8_t kClientHello = 1;
constexpr std::size_t kAlertSize = 2;
constexpr std::uint8_t kFatal = 2;

constexpr std::uint64_t big_endian(Bytes bytes) noexcept {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

bool parse_record(Bytes bytes, Record* out) noexcept {
  if (bytes.size() < kRecordHeader || bytes[1] != kMajorVersion) return false;
  if (bytes[0] < static_cast<std::uint8_t>(ContentType::change_cipher_spec) ||
      bytes[0] > static_cast<std::uint8_t>(ContentType::ack)) {
    return false;
  }
  const std::size_t size = big_endian(bytes.subspan(11, 2));
  if (size > kLongestBody || size > bytes.size() - kRecordHeader) return false;
  out->type = static_cast<ContentType>(bytes[0]);
  out->epoch = static_cast<std::uint16_t>(big_endian(bytes.subspan(3, 2)));
  out->sequence = big_endian(bytes.subspan(5, 6));
  out->body = bytes.subspan(kRecordHeader, size);
  out->size = kRecordHeader + size;
  return true;
}

DatagramKind classify(Bytes datagram) noexcept {
  if (is_short_header(datagram)) return DatagramKind::protected_bytes;
  Record record;
  if (!parse_record(datagram, &record)) return DatagramKind::malformed;
  if (record.epoch != 0) return DatagramKind::protected_bytes;
  if (record.type == ContentType::alert) return DatagramKind::plain_alert;
  const bool hello = record.type == ContentType::handshake && !record.body.empty() &&
                     record.body[0] == kClientHello;
  return hello ? DatagramKind::client_hello : DatagramKind::plain;
}

PlainAlert find_plain_alert(Bytes datagram) noexcept {
  PlainAlert found;
  found.before = datagram;
  std::size_t at = 0;
  Record record;
  while (parse_record(datagram.subspan(at), &record)) {
    if (record.epoch == 0 && record.type == ContentType::alert) {
      found.found = true;
      found.before = datagram.first(at);
      if (record.body.size() >= kAlertSize) {
        found.fatal = record.body[0] == kFatal;
        found.description = record.body[1];
      }
      break;
    }
    at += record.size;
  }
  return found;
}

}  // namespace rtpengine::dtls
