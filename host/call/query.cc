// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/query.h"

#include "call/account.h"
#include "call/media_reports.h"
#include "call/quality.h"

namespace rtpengine::call {
namespace {

struct Totals {
  media::StreamCounters rtp;
  media::StreamCounters rtcp;
};

void write_counters(const base::DictionaryBuilder& out, const media::StreamCounters& counters) {
  out.set("packets", counters.packets);
  out.set("bytes", counters.bytes);
  out.set("errors", counters.errors);
}

void write_endpoint(const base::DictionaryBuilder& out, const net::Endpoint& endpoint) {
  if (!endpoint.address) return;
  out.set("family", net::display_name(endpoint.address.family));
  out.set("address", endpoint.address.to_string());
  out.set("port", endpoint.port);
}

/// Monotonic time as seconds since the epoch.
std::int64_t wall_seconds(const Call& call, base::Time time) {
  return (call.created_wall() + (time - call.created())) / base::kSecond;
}

void write_stream_flags(const base::ListBuilder& flags, const Media& media,
                        const media::PacketStream& stream) {
  const bool is_rtp = stream.component() == media::Component::rtp;
  const media::LearningInput& learning = stream.learner().input();
  flags.add(is_rtp ? "RTP" : "RTCP");
  const auto& signalled = is_rtp ? media.rtp_endpoint() : media.rtcp_endpoint();
  if (signalled.address) flags.add("filled");
  if (stream.learner().confirmed()) flags.add("confirmed");
  if (is_rtp && media.offload().in_kernel()) flags.add("kernelized");
  if (!is_rtp) flags.add("no kernel support");
  if (learning.strict_source) flags.add("strict source address");
  if (learning.media_handover) flags.add("media handover");
}

void write_learning(const Call& call, const media::Learner& learner,
                    const base::DictionaryBuilder& out) {
  if (learner.state() == media::LearningState::none) return;
  const auto learning = out.dictionary("learning");
  learning.set("state", to_string(learner.state()));
  learning.set("rule", rule_of(learner));
  learning.set("since", wall_seconds(call, learner.since()));
  if (learner.state() == media::LearningState::open) {
    learning.set("until", wall_seconds(call, learner.learning_ends()));
  }
}

void write_stream(const Call& call, const base::DictionaryBuilder& out, const Media& media,
                  const media::PacketStream& stream) {
  const bool is_rtp = stream.component() == media::Component::rtp;
  if (const PortSet* set = media.ports().selected()) {
    const net::Endpoint& local = is_rtp ? set->rtp.local() : set->rtcp_socket().local();
    out.set("local port", local.port);
    out.set("local address", local.address.to_string());
    out.set("family", net::display_name(local.address.family));
  }
  write_endpoint(out.dictionary("endpoint"), stream.learner().endpoint());
  write_endpoint(out.dictionary("advertised endpoint"),
                 is_rtp ? media.rtp_endpoint() : media.rtcp_endpoint());
  if (const media::SrtpKeying* keys = media.sending_keys()) {
    out.set("crypto suite", media::info(keys->suite).name);
  }
  const base::Time last = stream.received().last_packet;
  out.set("last packet", wall_seconds(call, last != 0 ? last : call.created()));
  write_stream_flags(out.list("flags"), media, stream);
  write_counters(out.dictionary("stats"), stream.received());
  if (is_rtp) describe_quality(media, out);
  write_learning(call, stream.learner(), out);
  if (stream.drops().total() != 0) {
    const auto drops = out.dictionary("drops");
    stream.drops().for_each([&](media::DropReason reason, std::uint64_t count) {
      drops.set(to_string(reason), count);
    });
  }
  if (stream.egress().drops().total() != 0) {
    const auto drops = out.dictionary("outgoing drops");
    stream.egress().drops().for_each([&](media::DropReason reason, std::uint64_t count) {
      drops.set(to_string(reason), count);
    });
  }
  if (is_rtp && !media.offload().obstacle().empty()) out.set("offload", media.offload().obstacle());
}

void write_media_flags(const base::ListBuilder& flags, const Media& media) {
  if (media.signalled() || media.ports().selected() != nullptr) flags.add("initialized");
  if (media.rtp().learner().input().asymmetric) flags.add("asymmetric");
  if (media.receives()) flags.add("recv");
  if (media.direction() == sdp::Direction::sendrecv ||
      media.direction() == sdp::Direction::recvonly) {
    flags.add("send");
  }
  if (media.mux_in_force()) flags.add("rtcp-mux");
  if (!media.keyed_by_plugin() && media.keys() != nullptr) flags.add("SDES");
  for (const std::string& word : ask_reporters(media).flags) flags.add(word);
  if (media.participant().unidirectional) flags.add("unidirectional");
}

void write_media(const Call& call, const base::DictionaryBuilder& out, const Media& media,
                 Totals& totals) {
  out.set("index", media.index() + 1);
  out.set("type", media.type());
  out.set("protocol", media.protocol());
  const auto streams = out.list("streams");
  write_stream(call, streams.dictionary(), media, media.rtp());
  write_stream(call, streams.dictionary(), media, media.rtcp());
  write_media_flags(out.list("flags"), media);
  totals.rtp += media.rtp().received();
  totals.rtcp += media.rtcp().received();
}

void write_participant(const Call& call, const base::DictionaryBuilder& out,
                       const Participant& participant, Totals& totals) {
  out.set("tag", participant.tag());
  if (!participant.label().empty()) out.set("label", participant.label());
  if (!participant.via_branch().empty()) out.set("via-branch", participant.via_branch());
  out.set("created", participant.created_wall() / base::kSecond);
  if (participant.peer() != nullptr && !participant.peer()->tag().empty()) {
    out.set("in dialogue with", participant.peer()->tag());
  }
  const auto medias = out.list("medias");
  for (const auto& media : participant.all_media()) {
    write_media(call, medias.dictionary(), *media, totals);
  }
}

}  // namespace

void describe(const Call& call, const base::DictionaryBuilder& reply, const Participant* only,
              bool none) {
  const std::int64_t last_signal = call.last_signal_wall() / base::kSecond;
  reply.set("created", call.created_wall() / base::kSecond);
  reply.set("created_us", call.created_wall() % base::kSecond);
  reply.set("last signal", last_signal);
  reply.set("last_signal", last_signal);
  Totals totals;
  const auto tags = reply.dictionary("tags");
  unsigned tagless = 0;
  for (const auto& participant : call.participants()) {
    if (none) break;
    if (only != nullptr && participant.get() != only && participant.get() != only->peer()) continue;
    std::string key = participant->tag();
    // The first party without a tag has the empty key; keys have to differ.
    if (key.empty() && tagless++ > 0) key = "<untagged " + std::to_string(tagless) + ">";
    write_participant(call, tags.dictionary(key), *participant, totals);
  }
  const auto sums = reply.dictionary("totals");
  write_counters(sums.dictionary("RTP"), totals.rtp);
  write_counters(sums.dictionary("RTCP"), totals.rtcp);
}

}  // namespace rtpengine::call
