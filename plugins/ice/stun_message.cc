// SPDX-License-Identifier: GPL-3.0-or-later
//
// STUN messages: the reader.

#include "stun_message.h"

#include <algorithm>

namespace rtpengine::ice {
namespace {

constexpr std::size_t kAttributeHeader = 4;
constexpr std::size_t kMaxUsername = 513;  ///< ICE: two fragments and a colon (RFC 8445 5.3)
constexpr std::size_t kMaxText = 763;      ///< of SOFTWARE and of a reason (sections 14.8, 14.14)

std::uint16_t read16(const std::uint8_t* at) noexcept {
  return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}

std::uint32_t read32(const std::uint8_t* at) noexcept {
  return static_cast<std::uint32_t>(read16(at)) << 16 | read16(at + 2);
}

std::uint64_t read64(const std::uint8_t* at) noexcept {
  return static_cast<std::uint64_t>(read32(at)) << 32 | read32(at + 4);
}

std::string_view text(Bytes value) noexcept {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

/// Class and method are interleaved (RFC 8489 section 5).
void read_type(std::uint16_t type, StunMessage* out) noexcept {
  out->kind = static_cast<StunClass>((type >> 4 & 1) | (type >> 7 & 2));
  out->method = static_cast<std::uint16_t>((type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80));
}

StunDefect read_header(Bytes bytes, StunMessage* out) noexcept {
  if (bytes.size() < kStunHeader) return StunDefect::truncated;
  const std::uint8_t* data = bytes.data();
  if ((data[0] & 0xc0) != 0 || read32(data + 4) != kMagicCookie) return StunDefect::not_stun;
  const std::size_t length = read16(data + 2);
  if (length % 4 != 0 || length != bytes.size() - kStunHeader) return StunDefect::bad_length;
  out->bytes = bytes;
  read_type(read16(data), out);
  std::copy_n(data + 8, out->id.size(), out->id.begin());
  return StunDefect::none;
}

/// The attributes of one message, in turn.
class Reader {
 public:
  explicit Reader(StunMessage* out) noexcept : out_(out) {}

  StunDefect read_all() noexcept {
    const Bytes bytes = out_->bytes;
    std::size_t at = kStunHeader;
    while (at < bytes.size()) {
      // The message's length and `at` are multiples of four.
      const std::size_t length = read16(&bytes[at + 2]);
      const std::size_t padded = (length + 3) & ~std::size_t{3};
      if (padded > bytes.size() - at - kAttributeHeader) return StunDefect::bad_attribute;
      if (out_->has_fingerprint) return StunDefect::after_fingerprint;
      const Bytes value = bytes.subspan(at + kAttributeHeader, length);
      const StunDefect defect = read(static_cast<StunAttribute>(read16(&bytes[at])), at, value);
      if (defect != StunDefect::none) return defect;
      at += kAttributeHeader + padded;
    }
    return StunDefect::none;
  }

 private:
  static StunDefect expect(bool condition) noexcept {
    return condition ? StunDefect::none : StunDefect::bad_attribute;
  }

  StunDefect read(StunAttribute type, std::size_t at, Bytes value) noexcept {
    if (type == StunAttribute::fingerprint) return read_fingerprint(at, value);
    if (protected_) {
      if (type == StunAttribute::message_integrity_sha256) out_->has_integrity_sha256 = true;
      return StunDefect::none;
    }
    switch (type) {
      case StunAttribute::message_integrity:
        protected_ = true;
        out_->integrity_at = at;
        return expect(value.size() == HmacSha1().size());
      case StunAttribute::message_integrity_sha256:
        protected_ = out_->has_integrity_sha256 = true;
        return expect(value.size() >= 16 && value.size() <= 32 && value.size() % 4 == 0);
      case StunAttribute::xor_mapped_address:
      case StunAttribute::mapped_address:
        return read_address(type == StunAttribute::xor_mapped_address, value);
      case StunAttribute::error_code:
        return read_error(value);
      case StunAttribute::unknown_attributes:
        return expect(value.size() % 2 == 0);
      case StunAttribute::username:
        return read_text(value, kMaxUsername, &out_->username);
      case StunAttribute::software:
        return read_text(value, kMaxText, &out_->software);
      default:
        return read_ice(type, value);
    }
  }

  StunDefect read_ice(StunAttribute type, Bytes value) noexcept {
    switch (type) {
      case StunAttribute::priority:
        if (value.size() != 4) return StunDefect::bad_attribute;
        if (!out_->priority) out_->priority = read32(value.data());
        return StunDefect::none;
      case StunAttribute::use_candidate:
        out_->use_candidate = true;
        return expect(value.empty());
      case StunAttribute::ice_controlling:
        return read_tie_breaker(value, &out_->controlling);
      case StunAttribute::ice_controlled:
        return read_tie_breaker(value, &out_->controlled);
      default:
        note_unknown(static_cast<std::uint16_t>(type));
        return StunDefect::none;
    }
  }

  static StunDefect read_text(Bytes value, std::size_t longest, std::string_view* out) noexcept {
    if (value.size() > longest) return StunDefect::bad_attribute;
    if (out->data() == nullptr) *out = text(value);
    return StunDefect::none;
  }

  static StunDefect read_tie_breaker(Bytes value, std::optional<std::uint64_t>* out) noexcept {
    if (value.size() != 8) return StunDefect::bad_attribute;
    if (!*out) *out = read64(value.data());
    return StunDefect::none;
  }

  StunDefect read_error(Bytes value) noexcept {
    if (value.size() < 4 || value.size() - 4 > kMaxText) return StunDefect::bad_attribute;
    const unsigned hundreds = value[2] & 7u;
    const unsigned rest = value[3];
    if (hundreds < 3 || hundreds > 6 || rest > 99) return StunDefect::bad_attribute;
    if (out_->error_code != 0) return StunDefect::none;
    out_->error_code = static_cast<std::uint16_t>(hundreds * 100 + rest);
    out_->reason = text(value.subspan(4));
    return StunDefect::none;
  }

  /// XOR-MAPPED-ADDRESS goes before MAPPED-ADDRESS, wherever each stands.
  StunDefect read_address(bool xored, Bytes value) noexcept {
    if (value.size() < 4) return StunDefect::bad_attribute;
    Endpoint endpoint = {};
    if (value[1] == 1) endpoint.family = AddressFamily::ipv4;
    if (value[1] == 2) endpoint.family = AddressFamily::ipv6;
    const std::size_t size = value.size() - 4;
    if (size != (value[1] == 1 ? 4u : 16u) || endpoint.family == AddressFamily::none) {
      return StunDefect::bad_attribute;
    }
    // Cookie and transaction id, which follow each other in the header.
    const std::uint8_t* mask = &out_->bytes[4];
    endpoint.port = read16(&value[2]);
    if (xored) endpoint.port = static_cast<std::uint16_t>(endpoint.port ^ read16(mask));
    for (std::size_t i = 0; i < size; ++i) {
      endpoint.address[i] = static_cast<std::uint8_t>(value[4 + i] ^ (xored ? mask[i] : 0));
    }
    if (out_->mapped.family == AddressFamily::none || (xored && !mapped_xored_)) {
      out_->mapped = endpoint;
      mapped_xored_ = xored;
    }
    return StunDefect::none;
  }

  StunDefect read_fingerprint(std::size_t at, Bytes value) noexcept {
    if (value.size() != 4) return StunDefect::bad_attribute;
    out_->has_fingerprint = true;
    const std::uint32_t expected = crc32(out_->bytes.first(at)) ^ kFingerprintXor;
    return read32(value.data()) == expected ? StunDefect::none : StunDefect::bad_fingerprint;
  }

  void note_unknown(std::uint16_t type) noexcept {
    UnknownAttributes& unknown = out_->unknown;
    if (type >= 0x8000 || unknown.count == unknown.types.size()) return;
    unknown.types[unknown.count++] = type;
  }

  StunMessage* out_;
  bool protected_ = false;     ///< behind the first MESSAGE-INTEGRITY of either kind
  bool mapped_xored_ = false;  ///< what `mapped` has comes from XOR-MAPPED-ADDRESS
};

}  // namespace

const char* describe(StunDefect defect) noexcept {
  switch (defect) {
    case StunDefect::none:
      return "no defect";
    case StunDefect::truncated:
      return "shorter than a STUN header";
    case StunDefect::not_stun:
      return "not a STUN message";
    case StunDefect::bad_length:
      return "its length is not the one in its header";
    case StunDefect::bad_attribute:
      return "an attribute has an impossible length or value";
    case StunDefect::after_fingerprint:
      return "an attribute follows FINGERPRINT";
    case StunDefect::bad_fingerprint:
      return "FINGERPRINT is wrong";
  }
  return "unknown defect";
}

StunDefect parse_stun(Bytes bytes, StunMessage* out) noexcept {
  *out = {};
  const StunDefect defect = read_header(bytes, out);
  return defect != StunDefect::none ? defect : Reader(out).read_all();
}

bool has_integrity(const StunMessage& message, std::string_view password) noexcept {
  if (message.integrity_at == 0) return false;
  // Computed as if the message ended with MESSAGE-INTEGRITY (RFC 8489 section 14.5).
  const std::size_t end = message.integrity_at + kAttributeHeader + HmacSha1().size();
  const std::size_t length = end - kStunHeader;
  const std::array<std::uint8_t, 2> length_bytes = {static_cast<std::uint8_t>(length >> 8),
                                                    static_cast<std::uint8_t>(length)};
  HmacSha1 expected;
  const Bytes bytes = message.bytes;
  return hmac_sha1(password,
                   {bytes.first(2), length_bytes, bytes.subspan(4, message.integrity_at - 4)},
                   &expected) &&
         equal_secret(expected, bytes.subspan(end - expected.size(), expected.size()));
}

}  // namespace rtpengine::ice
