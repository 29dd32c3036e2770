// SPDX-License-Identifier: GPL-3.0-or-later
//
// STUN messages: the writer.

#include "stun_writer.h"

#include <algorithm>

#include "endpoint.h"

namespace rtpengine::ice {
namespace {

constexpr std::size_t kAttributeHeader = 4;

void write16(std::uint8_t* at, std::size_t value) noexcept {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

void write32(std::uint8_t* at, std::uint32_t value) noexcept {
  write16(at, value >> 16);
  write16(at + 2, value & 0xffff);
}

std::size_t type_of(StunClass kind, std::uint16_t method) noexcept {
  const unsigned bits = static_cast<unsigned>(kind);
  return (method & 0xfu) | (method & 0x70u) << 1 | (method & 0xf80u) << 2 | (bits & 1) << 4 |
         (bits & 2) << 7;
}

}  // namespace

StunWriter::StunWriter(StunClass kind, std::uint16_t method, const TransactionId& id) noexcept {
  write16(bytes_.data(), type_of(kind, method));
  set_length(kStunHeader);
  write32(&bytes_[4], kMagicCookie);
  std::copy(id.begin(), id.end(), &bytes_[8]);
}

void StunWriter::set_length(std::size_t end) noexcept { write16(&bytes_[2], end - kStunHeader); }

std::uint8_t* StunWriter::reserve(StunAttribute type, std::size_t length) noexcept {
  const std::size_t padded = (length + 3) & ~std::size_t{3};
  if (failed_ || padded < length || padded > kCapacity - kAttributeHeader ||
      size_ > kCapacity - kAttributeHeader - padded) {
    failed_ = true;
    return nullptr;
  }
  std::uint8_t* at = &bytes_[size_];
  write16(at, static_cast<std::uint16_t>(type));
  write16(at + 2, length);
  at += kAttributeHeader;
  std::fill(at + length, at + padded, std::uint8_t{0});
  size_ += kAttributeHeader + padded;
  set_length(size_);
  return at;
}

void StunWriter::add_text(StunAttribute type, std::string_view text) noexcept {
  if (std::uint8_t* at = reserve(type, text.size())) std::copy(text.begin(), text.end(), at);
}

void StunWriter::add_username(std::string_view first, std::string_view second) noexcept {
  std::uint8_t* at = reserve(StunAttribute::username, first.size() + 1 + second.size());
  if (at == nullptr) return;
  at = std::copy(first.begin(), first.end(), at);
  *at++ = ':';
  std::copy(second.begin(), second.end(), at);
}

void StunWriter::add_u32(StunAttribute type, std::uint32_t value) noexcept {
  if (std::uint8_t* at = reserve(type, 4)) write32(at, value);
}

void StunWriter::add_u64(StunAttribute type, std::uint64_t value) noexcept {
  std::uint8_t* at = reserve(type, 8);
  if (at == nullptr) return;
  write32(at, static_cast<std::uint32_t>(value >> 32));
  write32(at + 4, static_cast<std::uint32_t>(value));
}

void StunWriter::add_flag(StunAttribute type) noexcept { static_cast<void>(reserve(type, 0)); }

void StunWriter::add_xor_mapped(const Endpoint& endpoint) noexcept {
  const std::size_t size = address_size(endpoint.family);
  std::uint8_t* at = reserve(StunAttribute::xor_mapped_address, 4 + size);
  if (at == nullptr) return;
  // Cookie and transaction id, which follow each other in the header.
  const std::uint8_t* mask = &bytes_[4];
  write16(at, endpoint.family == AddressFamily::ipv4 ? 1 : 2);
  write16(at + 2, endpoint.port ^ (kMagicCookie >> 16));
  for (std::size_t i = 0; i < size; ++i) {
    at[4 + i] = static_cast<std::uint8_t>(endpoint.address[i] ^ mask[i]);
  }
}

void StunWriter::add_error(StunError code, std::string_view reason) noexcept {
  std::uint8_t* at = reserve(StunAttribute::error_code, 4 + reason.size());
  if (at == nullptr) return;
  const auto number = static_cast<unsigned>(code);
  write16(at, 0);
  at[2] = static_cast<std::uint8_t>(number / 100);
  at[3] = static_cast<std::uint8_t>(number % 100);
  std::copy(reason.begin(), reason.end(), at + 4);
}

void StunWriter::add_unknown(std::span<const std::uint16_t> types) noexcept {
  std::uint8_t* at = reserve(StunAttribute::unknown_attributes, 2 * types.size());
  if (at == nullptr) return;
  for (std::size_t i = 0; i < types.size(); ++i) write16(at + 2 * i, types[i]);
}

void StunWriter::add_integrity(std::string_view password) noexcept {
  const std::size_t covered = size_;
  HmacSha1 value = {};
  // The header's length counts the attribute that is computed (RFC 8489 section 14.5).
  std::uint8_t* at = reserve(StunAttribute::message_integrity, value.size());
  if (at == nullptr) return;
  failed_ = !hmac_sha1(password, {Bytes(bytes_.data(), covered)}, &value);
  std::copy(value.begin(), value.end(), at);
}

void StunWriter::add_fingerprint() noexcept {
  const std::size_t covered = size_;
  if (std::uint8_t* at = reserve(StunAttribute::fingerprint, 4)) {
    write32(at, crc32(Bytes(bytes_.data(), covered)) ^ kFingerprintXor);
  }
}

}  // namespace rtpengine::ice
