// SPDX-License-Identifier: GPL-3.0-or-later
//
// Telephone events in RTP (RFC 4733): reading them, and telling each one once, at its end.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "media/rtp.h"

namespace rtpengine::media {

/// The four bytes of a telephone-event payload (RFC 4733 section 2.3).
struct TelephoneEvent {
  std::uint8_t event = 0;
  bool end = false;
  std::uint8_t volume = 0;     ///< 0 to 63: dBm0 without its minus sign
  std::uint16_t duration = 0;  ///< RTP ticks since the timestamp of the packet
};

/// Nothing if the payload is shorter than an event.
std::optional<TelephoneEvent> parse_telephone_event(std::span<const std::uint8_t> payload);

/// An event that is over.
struct DtmfEvent {
  std::uint8_t event = 0;
  std::uint8_t volume = 0;
  std::uint32_t duration_ms = 0;
  bool operator==(const DtmfEvent&) const = default;
};

/// Follows the telephone-event packets of one received stream. Repeated end packets are told once,
/// an event whose end packets were all lost when the next one begins, segments of a long event
/// (RFC 4733 section 2.5.1.3) as one. Worker's thread.
class DtmfTracker {
 public:
  /// A packet of the event's payload type. `clock_rate` in Hz, of that payload type.
  std::optional<DtmfEvent> on_packet(const RtpView& packet, std::uint32_t clock_rate);

  /// Gives up waiting for the end: the stream ended, or no packet of it came for long.
  std::optional<DtmfEvent> finish();

  bool in_event() const { return active_; }

  /// What is kept when the state moves (base/fields.h).
  void describe(base::Fields& fields);

 private:
  DtmfEvent current() const;
  void begin(const RtpView& packet, const TelephoneEvent& event, std::uint32_t clock_rate);
  bool continues(const RtpView& packet, const TelephoneEvent& event) const;

  bool active_ = false;
  bool seen_any_ = false;
  std::uint32_t ssrc_ = 0;
  std::uint32_t timestamp_ = 0;  ///< of the current segment, or of the last event told
  std::uint32_t clock_rate_ = 8000;
  std::uint32_t earlier_ticks_ = 0;  ///< of the segments before
  TelephoneEvent last_;
};

/// What a DTMF log line says beside the event.
struct DtmfLogContext {
  std::string_view call_id;
  std::string_view source_tag;
  std::vector<std::string_view> tags;  ///< all of the call
  std::int64_t timestamp = 0;          ///< seconds since the UNIX epoch
  std::string_view source_ip;
};

/// The event as one JSON object, without line end.
std::string dtmf_json(const DtmfEvent& event, const DtmfLogContext& context);

}  // namespace rtpengine::media
