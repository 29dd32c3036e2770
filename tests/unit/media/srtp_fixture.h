// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys and packets for tests of SRTP.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "media/srtp_keys.h"
#include "media/srtp_outcome.h"
#include "net/packet.h"
#include "tests/unit/media/rtcp_bytes.h"

namespace rtpengine::media {

/// The bytes of hexadecimal digits; blanks are skipped.
inline Bytes hex(std::string_view digits) {
  Bytes bytes;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ') continue;
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high >= 0) bytes.push_back(std::uint8_t(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  return bytes;
}

template <typename Range>
Bytes bytes_of(const Range& range) {
  return Bytes(range.begin(), range.end());
}

/// Keys of a suite made of a number.
inline SrtpKeying keying(SrtpSuite suite, std::uint8_t seed = 1) {
  SrtpKeying all;
  all.suite = suite;
  for (std::size_t i = 0; i < info(suite).key_size; ++i)
    all.master.key[i] = std::uint8_t(seed * 37 + i * 11);
  for (std::size_t i = 0; i < info(suite).salt_size; ++i)
    all.master.salt[i] = std::uint8_t(seed * 53 + i * 7);
  return all;
}

/// A packet slot with bytes in it.
class Slot {
 public:
  explicit Slot(const Bytes& bytes, std::size_t room = net::Packet::kTailroom)
      : buffer_(net::Packet::kHeadroom + bytes.size() + room) {
    std::copy(bytes.begin(), bytes.end(), buffer_.begin() + net::Packet::kHeadroom);
    packet_.buffer = buffer_.data();
    packet_.capacity = buffer_.size();
    packet_.data = buffer_.data() + net::Packet::kHeadroom;
    packet_.size = bytes.size();
  }

  net::Packet& packet() { return packet_; }
  Bytes bytes() const { return bytes_of(packet_.bytes()); }

 private:
  Bytes buffer_;
  net::Packet packet_;
};

/// The packet as the object makes it; empty: it was refused.
template <typename Sender>
Bytes protect(Sender& sender, const Bytes& plain) {
  Slot slot(plain);
  return sender.protect(slot.packet()) == SrtpOutcome::done ? slot.bytes() : Bytes();
}
template <typename Receiver>
Bytes unprotect(Receiver& receiver, const Bytes& secret) {
  Slot slot(secret);
  return receiver.unprotect(slot.packet()) == SrtpOutcome::done ? slot.bytes() : Bytes();
}
template <typename Receiver>
SrtpOutcome outcome_of(Receiver& receiver, const Bytes& secret) {
  Slot slot(secret);
  return receiver.unprotect(slot.packet());
}

/// A packet of RTP with 20 bytes of payload.
inline Bytes rtp_packet(std::uint16_t sequence, std::uint32_t ssrc = 0xdeadbeef) {
  Bytes bytes{0x80, 8, std::uint8_t(sequence >> 8), std::uint8_t(sequence)};
  append_word(bytes, sequence * 160u);
  append_word(bytes, ssrc);
  for (int i = 0; i < 20; ++i) bytes.push_back(std::uint8_t(sequence + i));
  return bytes;
}

}  // namespace rtpengine::media
