// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/account.h"

#include "base/log_line.h"
#include "call/call.h"
#include "call/media_reports.h"
#include "call/participant.h"

namespace rtpengine::call {
namespace {

std::string printable(std::string_view text) {
  std::string escaped;
  base::log::append_printable(escaped, text);
  return escaped;
}

std::string seconds_since(base::Time then, base::Time now) {
  return std::to_string((now - then) / base::kSecond) + " s ago";
}

std::string text_or(const net::Endpoint& endpoint, std::string_view otherwise) {
  return endpoint.address ? endpoint.to_string() : std::string(otherwise);
}

/// What came in last.
std::string codec_text(const Media& media, const media::PacketStream& stream) {
  if (stream.received().payload_type > 127) return {};
  const auto type = stream.received().payload_type;
  std::string text = ", payload type " + std::to_string(type);
  const auto format = media.format_of(type);
  if (format && format->codec != media::VoiceCodec::none) {
    text += " (" + std::string(to_string(format->codec)) + ")";
  }
  return text;
}

std::string what_arrives(const Media& media, const media::PacketStream& stream, base::Time now) {
  const bool is_rtp = stream.component() == media::Component::rtp;
  const PortSet& ports = *media.ports().selected();
  const net::Endpoint& local = is_rtp ? ports.rtp.local() : ports.rtcp_socket().local();
  const media::StreamCounters& received = stream.received();
  std::string text = !is_rtp ? "RTCP: " : media.is_rtp() ? "RTP: " : "Media: ";
  if (received.packets == 0) return text + "nothing has arrived at " + local.to_string() + ".";
  text += packets_text(received.packets) + " arrived at " + local.to_string();
  if (received.last_packet != 0) text += ", the last " + seconds_since(received.last_packet, now);
  if (is_rtp) text += codec_text(media, stream);
  return text + ".";
}

/// How the address in use came about.
std::string origin_of(const media::Learner& learner) {
  std::string rule = rule_of(learner);
  const bool safe = learner.input().mode == media::LearningMode::safe;
  if (learner.state() == media::LearningState::fixed) return rule;
  if (safe && learner.source_class() == media::SourceClass::none) {
    return rule + "; nothing that may send here has been heard yet";
  }
  if (safe) rule = "learned from packets by the rule '" + rule + "'";
  return learner.confirmed() ? rule : rule + ", not settled yet";
}

std::string where_it_is(const Media& media) {
  const media::Learner& learner = media.rtp().learner();
  std::string text = "Its SDP says " + text_or(media.rtp_endpoint(), "no address that can be used");
  if (learner.input().received_from) {
    text += ", its signalling came from " + learner.input().received_from.to_string();
  }
  if (!learner.endpoint().address) return text + ".";
  return text + "; the address in use is " + learner.endpoint().to_string() + " (" +
         origin_of(learner) + ").";
}

std::string what_is_sent(const Media& media) {
  const media::Egress& egress = media.rtp().egress();
  const std::string count = packets_text(egress.sent().packets);
  if (const auto obstacle = egress.obstacle()) {
    return "Nothing can be sent to it now: " + std::string(describe(*obstacle)) + " (" + count +
           " so far).";
  }
  return count + " sent to " + egress.destination().endpoint().to_string() + ".";
}

void add_drops(const media::PacketStream& stream, std::vector<std::string>& out) {
  const std::string kind = stream.component() == media::Component::rtp ? "RTP" : "RTCP";
  stream.drops().for_each([&](media::DropReason reason, std::uint64_t count) {
    std::string text = "Of its " + kind + " " + packets_text(count) + " dropped as " +
                       std::string(to_string(reason)) + ": " + std::string(describe(reason));
    const net::SocketAddress& refused = stream.learner().last_refused();
    if (reason == media::DropReason::source_refused && refused.size != 0) {
      text += " (last " + refused.endpoint().to_string() + ")";
    }
    out.push_back(text + ".");
  });
  stream.egress().drops().for_each([&](media::DropReason reason, std::uint64_t count) {
    out.push_back("Of what plugins send to it " + packets_text(count) + " dropped as " +
                  std::string(to_string(reason)) + ": " + std::string(describe(reason)) + ".");
  });
}

std::string where_it_is_relayed(const Media& media) {
  const StreamOffload& offload = media.offload();
  if (offload.in_kernel()) return "What it sends is relayed by the kernel.";
  return "What it sends is relayed in user space: " +
         (offload.obstacle().empty() ? "there is no kernel table" : offload.obstacle()) + ".";
}

}  // namespace

std::string name_of(const Participant& participant) {
  if (participant.tag().empty()) return "the party that has no tag yet";
  std::string name = "'" + printable(participant.tag()) + "'";
  if (!participant.label().empty()) name += " (" + printable(participant.label()) + ")";
  return name;
}

std::string name_of(const Media& media) {
  return printable(media.type()) + " " + std::to_string(media.index() + 1);
}

std::string packets_text(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " packet" : " packets");
}

std::string rule_of(const media::Learner& learner) {
  const media::LearningInput& input = learner.input();
  if (input.mode == media::LearningMode::off) return "as signalled, by endpoint-learning: off";
  if (input.asymmetric) return "as signalled, by the flag asymmetric";
  if (input.mode != media::LearningMode::safe) {
    return "endpoint-learning: " + std::string(to_string(input.mode));
  }
  if (learner.source_class() == media::SourceClass::none) return "as signalled";
  return std::string(to_string(learner.source_class()));
}

std::vector<std::string> account_of(const Media& media, base::Time now) {
  if (media.ports().selected() == nullptr) return {"It is off and has no ports."};
  std::vector<std::string> all{what_arrives(media, media.rtp(), now), where_it_is(media),
                               what_is_sent(media), where_it_is_relayed(media)};
  if (media.is_rtp()) all.push_back(what_arrives(media, media.rtcp(), now));
  add_drops(media.rtp(), all);
  add_drops(media.rtcp(), all);
  for (std::string& fact : ask_reporters(media).facts) all.push_back(std::move(fact));
  return all;
}

}  // namespace rtpengine::call
