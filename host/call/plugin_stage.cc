// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/plugin_stage.h"

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "call/call.h"
#include "call/sdk_packet.h"
#include "loop/plugin_scope.h"
#include "net/packet_pool.h"

namespace rtpengine::call {

std::unique_ptr<PluginStage> PluginStage::attach(const StageExtension& extension,
                                                 const StreamInfo& info,
                                                 media::PacketStream& stream, const Call& call) {
  std::unique_ptr<PluginStage> made(new PluginStage(extension, stream, call));
  {
    const loop::TimedPluginScope scope(*extension.plugin, "attach");
    made->stage_ = extension.object->attach(&info, made.get());
  }
  if (made->stage_ != nullptr) return made;
  made->fault("could not be made; the stream does without it");
  return nullptr;
}

PluginStage::PluginStage(const StageExtension& extension, media::PacketStream& stream,
                         const Call& call)
    : extension_(extension),
      stream_(stream),
      site_(extension.spec->position == rtpengine::StagePosition::outgoing
                ? static_cast<media::StageSite&>(stream.egress())
                : stream),
      call_(call) {}

PluginStage::~PluginStage() {
  timer_.reset();
  if (stage_ == nullptr) return;
  const base::log::CallScope call(call_.id());
  const loop::TimedPluginScope scope(*extension_.plugin, "detach");
  extension_.object->detach(stage_);
}

media::StagePosition PluginStage::position() const {
  switch (extension_.spec->position) {
    case rtpengine::StagePosition::tap:
      return media::StagePosition::tap;
    case rtpengine::StagePosition::filter:
      return media::StagePosition::filter;
    case rtpengine::StagePosition::transform:
      return media::StagePosition::transform;
    case rtpengine::StagePosition::outgoing:
      break;
  }
  return media::StagePosition::outgoing;
}

media::KernelMeaning PluginStage::kernel_meaning() const {
  return extension_.spec->kernel_use == StageKernelUse::not_needed
             ? media::KernelMeaning::not_needed
             : media::KernelMeaning::user_space_only;
}

void PluginStage::process(media::PacketBatch& batch, base::Time now) {
  // The plugin gets a copy of what it is shown, so that it can be compared afterwards.
  std::array<rtpengine::Packet, media::PacketBatch::kLive> before;
  std::array<rtpengine::Packet, media::PacketBatch::kLive> after;
  std::array<bool, media::PacketBatch::kCapacity> shown;
  shown_count_ = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const media::StagePacket& entry = batch.packets()[i];
    shown[i] = !entry.dropped;
    if (!shown[i]) continue;
    before[shown_count_] = after[shown_count_] = to_sdk(entry);
    ++shown_count_;
  }
  if (shown_count_ == 0) return;
  rtpengine::PacketBatch given{after.data(), shown_count_, 0, now};
  const Status status = call_process(given);
  const bool go_on = passes_after(status, "process");
  std::size_t at = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (!shown[i]) continue;
    media::StagePacket& entry = batch.packets()[i];
    if (go_on) {
      take_over(entry, before[at], after[at]);
    } else {
      entry.drop(media::DropReason::by_stage);
    }
    ++at;
  }
  if (!go_on) discard_added();
  if (added_count_ != 0) merge(batch, shown);
}

Status PluginStage::call_process(rtpengine::PacketBatch& given) {
  added_count_ = 0;
  running_ = Callback::process;
  const loop::PluginScope scope(*extension_.plugin);
  const Status status = stage_->process(&given);
  running_ = Callback::none;
  return status;
}

void PluginStage::take_over(media::StagePacket& entry, const rtpengine::Packet& before,
                            const rtpengine::Packet& after) {
  const bool moved = after.data != before.data || after.size != before.size;
  if (is_tap()) {
    if (moved || after.verdict != PacketVerdict::pass) fault("wants to change packets as a tap");
    reread(entry);  // nothing keeps it from writing
    return;
  }
  switch (after.verdict) {
    case PacketVerdict::pass:
      change(entry, before, after);
      return;
    case PacketVerdict::consumed:
      entry.consume();
      return;
    case PacketVerdict::drop:
      break;
    default:
      fault("gave a verdict that there is not");
  }
  entry.drop(media::DropReason::by_stage);
}

void PluginStage::change(media::StagePacket& entry, const rtpengine::Packet& before,
                         const rtpengine::Packet& after) {
  const auto begin = reinterpret_cast<std::uintptr_t>(before.data) - before.headroom;
  const auto end = reinterpret_cast<std::uintptr_t>(before.data) + before.size + before.tailroom;
  const auto data = reinterpret_cast<std::uintptr_t>(after.data);
  if (data < begin || data > end || after.size > end - data) {
    fault("moved a packet out of its buffer; the packet is dropped");
    entry.drop(media::DropReason::by_stage);
    return;
  }
  entry.packet->data = after.data;
  entry.packet->size = after.size;
  reread(entry);
}

void PluginStage::reread(media::StagePacket& entry) {
  if (entry.kind != media::PacketKind::rtp) return;
  const auto header = media::rtp_header_fast(entry.packet->bytes());
  if (header) {
    entry.rtp = *header;
    return;
  }
  fault("made RTP into something else; the packet is dropped");
  entry.drop(media::DropReason::by_stage);
}

void PluginStage::merge(media::PacketBatch& batch,
                        const std::array<bool, media::PacketBatch::kCapacity>& shown) {
  std::size_t room = media::PacketBatch::kLive;
  for (const media::StagePacket& entry : batch.packets()) room -= entry.dropped ? 0 : 1;
  media::PacketBatch merged;
  const auto add_before = [&](std::uint32_t number) {
    for (std::uint32_t i = 0; i < added_count_; ++i) {
      if (added_[i].before != number) continue;
      if (room == 0) {
        site_.drops().count(media::DropReason::too_many);
        continue;
      }
      --room;
      merged.add(entry_for(*added_[i].packet));
    }
  };
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (shown[i]) add_before(number++);
    const media::StagePacket& entry = batch.packets()[i];
    if (entry.dropped && entry.origin == media::StagePacket::kMadeHere) {
      // Only what was received is kept to the end.
      if (entry.lost()) site_.drops().count(entry.reason);
    } else {
      merged.add(entry);
    }
  }
  add_before(number);
  batch = merged;
}

media::StagePacket PluginStage::entry_for(net::Packet& packet) const {
  media::StagePacket entry{};
  entry.packet = &packet;
  entry.origin = media::StagePacket::kMadeHere;
  entry.kind = stream_.kind_of(packet.bytes());
  if (entry.kind != media::PacketKind::rtp) return entry;
  if (const auto header = media::rtp_header_fast(packet.bytes())) {
    entry.rtp = *header;
  } else {
    entry.kind = media::PacketKind::other;
  }
  return entry;
}

void PluginStage::discard_added() {
  site_.drops().count(media::DropReason::by_stage, added_count_);
  added_count_ = 0;
}

Status PluginStage::emit(Slice bytes, std::uint32_t before) noexcept {
  const bool valid = running_ != Callback::none && !is_tap() &&
                     (bytes.data != nullptr || bytes.size == 0) &&
                     bytes.size <= net::Packet::kMaxPayload &&
                     (running_ == Callback::deadline || before <= shown_count_);
  if (!valid) {
    fault("added a packet where none may be added");
    return Status::invalid;
  }
  net::Packet* packet = nullptr;
  if (added_count_ < added_.size()) {
    packet = call_.environment().spare->copy(
        {reinterpret_cast<const std::uint8_t*>(bytes.data), std::size_t(bytes.size)});
  }
  if (packet == nullptr) {
    site_.drops().count(media::DropReason::too_many);
    return Status::busy;
  }
  added_[added_count_++] = {packet, running_ == Callback::deadline ? 0 : before};
  return Status::ok;
}

bool PluginStage::passes_after(Status status, const char* callback) {
  if (status == Status::ok) return true;
  extension_.plugin->count_fault();
  const base::log::CallScope scope(call_.id());
  LOG_LIMITED(warning, "stage '%s' of plugin '%s' failed in %s with status %u",
              extension_.spec->name, extension_.plugin->name().c_str(), callback,
              static_cast<unsigned>(status));
  return (extension_.spec->flags & stage_must_not_fail) == 0;
}

void PluginStage::fault(const char* what) const {
  extension_.plugin->count_fault();
  const base::log::CallScope scope(call_.id());
  LOG_LIMITED(warning, "stage '%s' of plugin '%s' %s", extension_.spec->name,
              extension_.plugin->name().c_str(), what);
}

void PluginStage::arm(std::int64_t at_us) noexcept {
  constexpr base::Time kLongAgo = 1;
  deadline_ = at_us < 0 ? kLongAgo : at_us;  // further back the distance from now has no number
  // A timer that fires too early looks again: it need not be moved for each packet.
  if (deadline_ == 0 || (timer_due_ != 0 && timer_due_ <= deadline_)) return;
  if (timer_ == nullptr) timer_ = call_.environment().worker->timer([this] { on_timer(); });
  timer_due_ = deadline_;
  timer_->start(deadline_ - call_.environment().worker->now(), 0);
}

void PluginStage::on_timer() {
  timer_due_ = 0;
  if (deadline_ == 0) return;
  // The clocks of loop and worker differ by microseconds.
  const base::Time now = call_.environment().worker->now();
  if (deadline_ > now + base::kMillisecond / 2) {
    arm(deadline_);
    return;
  }
  const base::Time due = std::max(now, std::exchange(deadline_, 0));
  added_count_ = 0;
  running_ = Callback::deadline;
  Status status;
  {
    const loop::PluginScope scope(*extension_.plugin);
    status = stage_->on_deadline(due);
  }
  running_ = Callback::none;
  if (!passes_after(status, "on_deadline")) discard_added();
  if (added_count_ == 0) return;
  media::PacketBatch batch;
  for (std::uint32_t i = 0; i < added_count_; ++i) batch.add(entry_for(*added_[i].packet));
  site_.resume(*this, batch, due);
}

}  // namespace rtpengine::call
