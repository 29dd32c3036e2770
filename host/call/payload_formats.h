// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the payload types of a media stand for: a=rtpmap of its SDP, and those that are assigned
// once and for all (RFC 3551 section 6).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "media/voice_codec.h"
#include "sdp/session.h"

namespace rtpengine::call {

struct PayloadFormat {
  std::uint32_t clock_rate = 0;
  std::uint8_t payload_type = 0;
  media::VoiceCodec codec = media::VoiceCodec::none;
};

/// Those that the m= line of a media lists.
class PayloadTypes {
 public:
  PayloadTypes() = default;
  /// Formats that are no payload types are left out.
  explicit PayloadTypes(const std::vector<std::string_view>& formats);

  bool empty() const { return bits_ == decltype(bits_){}; }
  bool contains(std::uint8_t type) const {
    return type < 32 * bits_.size() && (bits_[type / 32] >> type % 32 & 1) != 0;
  }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  std::array<std::uint32_t, 4> bits_{};
};

/// The dynamic ones of one media. Worker's thread.
class PayloadFormats {
 public:
  PayloadFormats() = default;
  /// Of several for one payload type the first counts.
  explicit PayloadFormats(const std::vector<sdp::RtpMap>& maps);

  /// Null: the SDP does not say.
  const PayloadFormat* find(std::uint8_t payload_type) const;

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  std::vector<PayloadFormat> formats_;
};

/// The one that is assigned to this payload type, if it is.
std::optional<PayloadFormat> static_format(std::uint8_t payload_type);

}  // namespace rtpengine::call
