// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/end_of_call.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "base/log.h"
#include "base/log_line.h"
#include "call/quality.h"

namespace rtpengine::call {
namespace {

/// A value that a client chose, so that it looks neither like the end of the value nor like the end
/// of the record. Call-ids and tags of sane clients stay as they are but for quotes and
/// backslashes.
std::string escaped(std::string_view value) {
  std::string marked;
  for (const char c : value) {
    if (c == '"' || c == '\\') marked += '\\';
    if (c == ',') {
      marked += "\\x2c";
    } else {
      marked += c;
    }
  }
  std::string text;
  base::log::append_printable(text, marked);
  return text;
}

/// Collects `name=value, ` pairs.
class Record {
 public:
  void add(const std::string& name, std::string_view value) {
    text_ += name;
    text_ += '=';
    text_ += value;
    text_ += ", ";
  }
  void add(const std::string& name, std::uint64_t value) { add(name, std::to_string(value)); }
  /// Microseconds as seconds with six digits.
  void add_time(const std::string& name, std::int64_t us) {
    char text[40];
    std::snprintf(text, sizeof text, "%" PRId64 ".%06" PRId64, us / base::kSecond,
                  us % base::kSecond);
    add(name, text);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

const net::Endpoint& local_of(const Media& media, const media::PacketStream& stream) {
  static const net::Endpoint kNone;
  const PortSet* set = media.ports().selected();
  if (set == nullptr) return kNone;
  return stream.component() == media::Component::rtp ? set->rtp.local()
                                                     : set->rtcp_socket().local();
}

void add_stream(Record& record, const std::string& prefix, const Call& call, const Media& media,
                const media::PacketStream& stream) {
  const net::Endpoint endpoint = stream.learner().endpoint();
  const net::Endpoint& local = local_of(media, stream);
  const media::StreamCounters& counters = stream.received();
  const base::Time last = counters.last_packet != 0 ? counters.last_packet : call.created();
  record.add(prefix + "_endpoint_ip", endpoint.address ? endpoint.address.to_string() : "");
  record.add(prefix + "_endpoint_port", endpoint.port);
  record.add(prefix + "_local_relay_ip", local.address ? local.address.to_string() : "");
  record.add(prefix + "_local_relay_port", local.port);
  record.add(prefix + "_relayed_packets", counters.packets);
  record.add(prefix + "_relayed_bytes", counters.bytes);
  record.add(prefix + "_relayed_errors", counters.errors);
  record.add(prefix + "_last_packet",
             std::uint64_t((call.created_wall() + last - call.created()) / base::kSecond));
  record.add(prefix + "_in_tos_tclass", counters.tos);
}

void add_participant(Record& record, unsigned number, const Participant& participant,
                     EndReason reason, std::int64_t end_wall) {
  const std::string ml = "ml" + std::to_string(number);
  const std::int64_t start = participant.created_wall();
  // The worker's clock stands still while it is at work: a call may end before its parties began.
  const std::int64_t end = std::max(start, end_wall);
  record.add_time(ml + "_start_time", start);
  record.add_time(ml + "_end_time", end);
  record.add_time(ml + "_duration", end - start);
  record.add(ml + "_termination", termination_word(reason));
  record.add(ml + "_local_tag", escaped(participant.tag()));
  record.add(ml + "_local_tag_type", number == 0 ? "FROM_TAG" : "TO_TAG");
  const Participant* peer = participant.peer();
  record.add(ml + "_remote_tag", peer != nullptr ? escaped(peer->tag()) : std::string{});
  for (const auto& media : participant.all_media()) {
    const std::string mid = ml + "_midx" + std::to_string(media->index() + 1);
    const std::uint8_t type = media->rtp().received().payload_type;
    record.add("payload_type", type > 127 ? std::string("unknown") : std::to_string(type));
    add_stream(record, mid + "_rtp", participant.call(), *media, media->rtp());
    add_stream(record, mid + "_rtcp", participant.call(), *media, media->rtcp());
  }
}

/// For a line that people read.
std::string text_of(const net::Endpoint& endpoint) {
  return endpoint.address ? base::log::marked(endpoint.to_string()) : "unknown";
}

void log_stream(const Media& media, const media::PacketStream& stream) {
  const auto& counters = stream.received();
  const bool is_rtp = stream.component() == media::Component::rtp;
  LOG(info, "--------- Port %s <> %s%s, SSRC %x, %" PRIu64 " p, %" PRIu64 " b, %" PRIu64 " e%s",
      text_of(local_of(media, stream)).c_str(), text_of(stream.learner().endpoint()).c_str(),
      is_rtp ? "" : " (RTCP)", counters.ssrc, counters.packets, counters.bytes, counters.errors,
      is_rtp ? quality_text(media).c_str() : "");
}

}  // namespace

std::string_view to_string(EndReason reason) {
  switch (reason) {
    case EndReason::deleted:
      return "deleted";
    case EndReason::timeout:
      return "timed out without packets";
    case EndReason::silent_timeout:
      return "timed out on hold";
    case EndReason::offer_timeout:
      return "timed out without an answer";
    case EndReason::final_timeout:
      return "reached its longest duration";
    case EndReason::failed:
      return "could not be set up";
    case EndReason::shutdown:
      return "ended with the daemon";
  }
  return "ended";
}

std::string_view termination_word(EndReason reason) {
  switch (reason) {
    case EndReason::deleted:
      return "REGULAR";
    case EndReason::timeout:
      return "TIMEOUT";
    case EndReason::silent_timeout:
      return "SILENT_TIMEOUT";
    case EndReason::offer_timeout:
      return "OFFER_TIMEOUT";
    case EndReason::final_timeout:
      return "FINAL_TIMEOUT";
    case EndReason::failed:
      return "UNKNOWN";
    case EndReason::shutdown:
      return "FORCED";
  }
  return "UNKNOWN";
}

std::string_view termination_key(EndReason reason) {
  switch (reason) {
    case EndReason::deleted:
      return "deleted";
    case EndReason::timeout:
      return "timeout";
    case EndReason::silent_timeout:
      return "silent-timeout";
    case EndReason::offer_timeout:
      return "offer-timeout";
    case EndReason::final_timeout:
      return "final-timeout";
    case EndReason::failed:
      return "failed";
    case EndReason::shutdown:
      return "shutdown";
  }
  return "ended";
}

std::string call_detail_record(const Call& call, EndReason reason, base::Time now) {
  Record record;
  record.add("ci", escaped(call.id()));
  record.add("created_from", call.created_from);
  record.add("last_signal", std::uint64_t(call.last_signal_wall() / base::kSecond));
  record.add("tos", call.tos());
  const std::int64_t end_wall = call.created_wall() + (now - call.created());
  unsigned number = 0;
  for (const auto& participant : call.participants()) {
    add_participant(record, number++, *participant, reason, end_wall);
  }
  return record.take();
}

void log_end_of_call(const Call& call, EndReason reason, base::Time now) {
  if (base::log::enabled(base::log::Channel::cdr)) {
    LOG_CHANNEL(cdr, info, "%s", call_detail_record(call, reason, now).c_str());
  }
  if (!base::log::enabled(LogLevel::info)) return;
  LOG(info, "Call %s. Final packet stats:", std::string(to_string(reason)).c_str());
  for (const auto& participant : call.participants()) {
    for (const auto& media : participant->all_media()) {
      if (media->ports().selected() == nullptr) continue;
      log_stream(*media, media->rtp());
      log_stream(*media, media->rtcp());
    }
  }
}

}  // namespace rtpengine::call
