// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/payload_formats.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace rtpengine::call {
namespace {

constexpr std::size_t kPayloadTypes = 128;

}  // namespace

PayloadTypes::PayloadTypes(const std::vector<std::string_view>& formats) {
  for (const std::string_view format : formats) {
    std::uint8_t type = 0;
    const char* end = format.data() + format.size();
    const auto read = std::from_chars(format.data(), end, type);
    if (read.ec == std::errc{} && read.ptr == end && type < kPayloadTypes) {
      bits_[type / 32] |= std::uint32_t{1} << type % 32;
    }
  }
}

void PayloadTypes::describe(base::Fields& fields) {
  fields.list(
      "payload types", bits_.size(), bits_.size(), [](std::size_t) {},
      [&](std::size_t i) { fields.number("bits", bits_[i]); });
}

PayloadFormats::PayloadFormats(const std::vector<sdp::RtpMap>& maps) {
  std::vector<PayloadFormat> all;
  for (const sdp::RtpMap& map : maps) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const PayloadFormat& format) {
      return format.payload_type == map.payload_type;
    });
    if (!known && !static_format(map.payload_type)) {
      all.push_back({map.clock_rate, map.payload_type, media::voice_codec(map.encoding)});
    }
  }
  // Kept as long as the call: without spare room.
  formats_ = std::vector<PayloadFormat>(all.begin(), all.end());
}

const PayloadFormat* PayloadFormats::find(std::uint8_t payload_type) const {
  const auto found = std::find_if(
      formats_.begin(), formats_.end(),
      [payload_type](const PayloadFormat& format) { return format.payload_type == payload_type; });
  return found == formats_.end() ? nullptr : &*found;
}

void PayloadFormats::describe(base::Fields& fields) {
  fields.list("formats", formats_, kPayloadTypes, [&](PayloadFormat& format) {
    fields.number("type", format.payload_type, 0, kPayloadTypes - 1);
    fields.number("clock rate", format.clock_rate);
    // By name: the list of codecs grows from version to version.
    std::string codec(media::to_string(format.codec));
    fields.text("codec", codec);
    format.codec = media::voice_codec(codec);
  });
}

// Packets ask this: without memory of its own.
std::optional<PayloadFormat> static_format(std::uint8_t payload_type) {
  const std::string_view assigned = sdp::static_rtpmap(payload_type);
  const std::size_t slash = assigned.find('/');
  if (slash == assigned.npos) return std::nullopt;
  PayloadFormat format{0, payload_type, media::voice_codec(assigned.substr(0, slash))};
  const std::string_view rate = assigned.substr(slash + 1);
  std::from_chars(rate.data(), rate.data() + rate.size(), format.clock_rate);
  return format;
}

}  // namespace rtpengine::call
