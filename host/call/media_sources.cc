// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/media_sources.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/random.h"
#include "call/call.h"
#include "call/media.h"
#include "call/participant.h"
#include "loop/plugin_scope.h"
#include "net/packet_pool.h"

namespace rtpengine::call {
namespace {

const media::SsrcTracker::Source* latest_of(const media::PacketStream& stream) {
  const auto all = stream.ssrcs().sources();
  return all.empty() ? nullptr : &all.front();
}

/// Where a stream is that has been relayed. What the kernel has forwarded last is known by number
/// only: a few may have been lost on their way to us, and a gap is better than a number used twice.
media::RtpRewriter::Start after(const media::PacketStream& feeder, std::uint32_t clock_rate) {
  const auto& latest = *latest_of(feeder);
  media::RtpRewriter::Start start{latest.ssrc, latest.last_sequence, latest.last_timestamp,
                                  latest.last_packet, true};
  const std::uint64_t unseen = feeder.forwarded_unseen();
  if (unseen == 0) return start;
  start.sent = feeder.received().last_packet;
  start.sequence = std::uint16_t(start.sequence + unseen + unseen / 50 + 10);
  const auto elapsed = std::uint64_t(std::max<base::Time>(start.sent - latest.last_packet, 0));
  start.timestamp += std::uint32_t(elapsed * clock_rate / base::kSecond);
  return start;
}

/// A packet of a source without the fields that the rewriter sets.
void write_rtp(net::Packet& slot, const SourcePacket& packet) {
  std::memset(slot.data, 0, media::kRtpFixedHeader);
  slot.data[0] = 0x80;
  slot.data[1] = std::uint8_t((packet.marker != 0 ? 0x80 : 0) | packet.payload_type);
  if (packet.payload.size == 0) return;
  std::memcpy(slot.data + media::kRtpFixedHeader, packet.payload.data, packet.payload.size);
}

media::StagePacket entry_for(net::Packet& slot, const SourcePacket& packet) {
  media::StagePacket entry{};
  entry.packet = &slot;
  entry.kind = media::PacketKind::rtp;
  entry.origin = media::StagePacket::kMadeHere;
  entry.rtp.payload_type = packet.payload_type;
  entry.rtp.marker = packet.marker != 0;
  entry.rtp.timestamp = packet.timestamp;
  return entry;
}

}  // namespace

SourceHandle SourceTable::add(MediaSources& sources) {
  const SourceHandle handle = (SourceHandle{worker_ + 1} << 48) | ++last_serial_;
  sources_.emplace(handle, &sources);
  return handle;
}

MediaSources* SourceTable::find(SourceHandle handle) const {
  const auto found = sources_.find(handle);
  return found == sources_.end() ? nullptr : found->second;
}

MediaSources::~MediaSources() { end_all(); }

const Call& MediaSources::call() const { return media_.participant().call(); }

Status MediaSources::open(const SourceSpec& spec, SourceOwner& owner,
                          const base::PluginHold& plugin, SourceHandle* out) {
  Call& call = media_.participant().call();
  if (call.ending() || media_.off() || !media_.is_rtp() || media_.ports().selected() == nullptr) {
    return Status::not_found;
  }
  const bool replaces = (spec.flags & source_replaces) != 0;
  if (replaces && replaced()) return Status::exists;
  // Stages must not change while a batch is in them, or while they are changed.
  const bool running = media_.rtp().egress().route().running() || media_.rtcp().route().running() ||
                       media_.rtcp().egress().route().running() || call.compiling();
  if (running || sources_.size() == kMaxSources) return Status::busy;
  if (rewriters_ == nullptr) make_rewriters(spec.clock_rate);
  if (replaces) rewriters_->rtp.mute(true);
  call.hold(plugin);
  *out = call.environment().sources->add(*this);
  sources_.push_back({*out, &owner, plugin, replaces, {}});
  return Status::ok;
}

Status MediaSources::send(SourceHandle handle, const SourcePacket& packet, base::Time now) {
  media::Egress& egress = media_.rtp().egress();
  // From within a stage of this very egress.
  if (egress.route().running()) return Status::busy;
  if (const auto obstacle = egress.obstacle()) {
    egress.drops().count(*obstacle);
    return Status::failed;
  }
  net::PacketPool& spare = *media_.participant().call().environment().spare;
  net::Packet* slot = spare.take(media::kRtpFixedHeader + packet.payload.size);
  if (slot == nullptr) {
    egress.drops().count(media::DropReason::too_many);
    return Status::failed;
  }
  write_rtp(*slot, packet);
  media::StagePacket entry = entry_for(*slot, packet);
  rewriters_->rtp.number(find(handle)->feed, entry, now);
  media::PacketBatch batch;
  batch.add(entry);
  const std::uint64_t lost = egress.drops().total();
  egress.resume(rewriters_->rtp, batch, now);
  return egress.drops().total() == lost ? Status::ok : Status::failed;
}

void MediaSources::close(SourceHandle handle) {
  const auto source = find(handle);
  if (source != sources_.end()) take_out(source);
}

void MediaSources::end_all() {
  while (!sources_.empty()) end(sources_.end() - 1);
}

void MediaSources::end_of(const base::PluginCopy& plugin) {
  const auto is_of = [&plugin](const Source& source) { return source.plugin.get() == &plugin; };
  for (;;) {
    const auto found = std::find_if(sources_.begin(), sources_.end(), is_of);
    if (found == sources_.end()) return;
    end(found);
  }
}

bool MediaSources::has(const base::PluginCopy& plugin) const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [&plugin](const Source& source) { return source.plugin.get() == &plugin; });
}

void MediaSources::end(std::vector<Source>::iterator place) {
  const Source source = *place;
  take_out(place);
  const loop::TimedPluginScope scope(*source.plugin, "on_source_ended");
  source.owner->on_source_ended(source.handle);
}

bool MediaSources::replaced() const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [](const Source& source) { return source.replaces; });
}

void MediaSources::take_out(std::vector<Source>::iterator source) {
  media_.participant().call().environment().sources->remove(source->handle);
  const bool replaces = source->replaces;
  sources_.erase(source);
  if (replaces) rewriters_->rtp.mute(false);
}

std::vector<MediaSources::Source>::iterator MediaSources::find(SourceHandle handle) {
  return std::find_if(sources_.begin(), sources_.end(),
                      [handle](const Source& source) { return source.handle == handle; });
}

/// In two steps: as long as the kernel forwards, nobody knows with which numbers.
void MediaSources::make_rewriters(std::uint32_t clock_rate) {
  for (Media* feeder : media_.feeders()) feeder->offload().withdraw();
  rewriters_ = std::make_unique<Rewriters>(start(clock_rate), clock_rate, media_.rtcp());
  media_.compile_rtcp_ingress();
  media_.compile_egress();
  media_.update_feeders();
}

media::RtpRewriter::Start MediaSources::start(std::uint32_t clock_rate) const {
  const media::PacketStream* feeder = nullptr;
  for (const Media* other : media_.feeders()) {
    const auto* latest = latest_of(other->rtp());
    if (latest == nullptr) continue;
    if (feeder == nullptr || latest_of(*feeder)->last_packet < latest->last_packet) {
      feeder = &other->rtp();
    }
  }
  if (feeder == nullptr) {
    return {base::random_u32(), base::random_u16(), base::random_u32(), 0, false};
  }
  return after(*feeder, clock_rate);
}

void MediaSources::describe(base::Fields& fields) {
  bool numbered = rewriters_ != nullptr;
  fields.flag("numbered", numbered);
  if (!numbered) return;
  fields.object("numbers", [&] {
    media::RtpRewriter::Start start;
    std::uint32_t clock_rate = 1;
    if (rewriters_ != nullptr) {
      start.ssrc = rewriters_->rtp.ssrc();
      clock_rate = rewriters_->rtp.clock_rate();
    }
    fields.number("ssrc", start.ssrc);
    fields.number("clock rate", clock_rate, 1, UINT32_MAX);
    if (fields.reading()) {
      rewriters_ = std::make_unique<Rewriters>(start, clock_rate, media_.rtcp());
    }
    rewriters_->rtp.describe(fields);
  });
}

}  // namespace rtpengine::call
