// SPDX-License-Identifier: GPL-3.0-or-later
//
// Following telephone events through a stream.
#include "media/dtmf.h"

#include "base/json.h"

namespace rtpengine::media {

namespace {

/// A timestamp further back than this is not of a late packet but of a sender that began anew.
constexpr std::int64_t kLateSeconds = 10;

}  // namespace

std::optional<TelephoneEvent> parse_telephone_event(std::span<const std::uint8_t> payload) {
  if (payload.size() < 4) return std::nullopt;
  TelephoneEvent event;
  event.event = payload[0];
  event.end = (payload[1] & 0x80) != 0;
  event.volume = payload[1] & 0x3f;
  event.duration = static_cast<std::uint16_t>(payload[2] << 8 | payload[3]);
  return event;
}

std::optional<DtmfEvent> DtmfTracker::on_packet(const RtpView& packet, std::uint32_t clock_rate) {
  const auto event = parse_telephone_event(packet.payload);
  if (!event) return std::nullopt;

  std::optional<DtmfEvent> told;
  if (seen_any_ && packet.ssrc == ssrc_) {
    const auto ahead = static_cast<std::int32_t>(packet.timestamp - timestamp_);
    if (ahead == 0 && !active_) return std::nullopt;  // told already
    if (ahead < 0 && -std::int64_t{ahead} < kLateSeconds * std::int64_t{clock_rate})
      return std::nullopt;  // overtaken by what came before
    if (ahead > 0 && continues(packet, *event)) {
      earlier_ticks_ += packet.timestamp - timestamp_;
      timestamp_ = packet.timestamp;
      last_ = *event;
    } else if (ahead != 0) {
      told = finish();
      begin(packet, *event, clock_rate);
    }
  } else {
    told = finish();
    begin(packet, *event, clock_rate);
  }

  if (event->duration >= last_.duration) last_ = *event;
  if (!event->end) return told;
  // At most one of two can be told here; when the last packet of one event is the first to be seen
  // of the next, the latter waits for the repetition of its end, or for finish().
  if (told) return told;
  active_ = false;
  return current();
}

void DtmfTracker::describe(base::Fields& fields) {
  fields.flag("active", active_);
  fields.flag("seen any", seen_any_);
  fields.number("ssrc", ssrc_);
  fields.number("timestamp", timestamp_);
  fields.number("clock rate", clock_rate_, 1, UINT32_MAX);
  fields.number("earlier ticks", earlier_ticks_);
  fields.number("event", last_.event);
  fields.flag("end", last_.end);
  fields.number("volume", last_.volume);
  fields.number("duration", last_.duration);
}

std::optional<DtmfEvent> DtmfTracker::finish() {
  if (!active_) return std::nullopt;
  active_ = false;
  return current();
}

DtmfEvent DtmfTracker::current() const {
  const std::uint64_t ticks = std::uint64_t{earlier_ticks_} + last_.duration;
  const std::uint64_t rate = clock_rate_ == 0 ? 8000 : clock_rate_;
  return {last_.event, last_.volume, static_cast<std::uint32_t>(ticks * 1000 / rate)};
}

void DtmfTracker::begin(const RtpView& packet, const TelephoneEvent& event,
                        std::uint32_t clock_rate) {
  active_ = true;
  seen_any_ = true;
  ssrc_ = packet.ssrc;
  timestamp_ = packet.timestamp;
  clock_rate_ = clock_rate;
  earlier_ticks_ = 0;
  last_ = event;
}

/// A new segment begins where the one before reached the longest duration it could express, within
/// a packet's time (RFC 4733 section 2.5.1.3).
bool DtmfTracker::continues(const RtpView& packet, const TelephoneEvent& event) const {
  const std::uint32_t ticks = packet.timestamp - timestamp_;
  return active_ && !packet.marker && event.event == last_.event && ticks <= 0xffff &&
         ticks >= last_.duration && ticks > 0xffff - clock_rate_ / 5;
}

std::string dtmf_json(const DtmfEvent& event, const DtmfLogContext& context) {
  std::string json = "{\"callid\":";
  base::append_json_string(json, context.call_id);
  json += ",\"source_tag\":";
  base::append_json_string(json, context.source_tag);
  json += ",\"tags\":[";
  for (std::size_t i = 0; i < context.tags.size(); i++) {
    if (i != 0) json += ',';
    base::append_json_string(json, context.tags[i]);
  }
  json += "],\"type\":\"DTMF\",\"timestamp\":" + std::to_string(context.timestamp);
  json += ",\"source_ip\":";
  base::append_json_string(json, context.source_ip);
  json += ",\"event\":" + std::to_string(event.event);
  json += ",\"duration\":" + std::to_string(event.duration_ms);
  json += ",\"volume\":" + std::to_string(event.volume) + "}";
  return json;
}

}  // namespace rtpengine::media
