// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/sources_service.h"

#include "base/log.h"
#include "call/call_info.h"
#include "call/media.h"
#include "plugin/find_media.h"

namespace rtpengine::plugin {
namespace {

constexpr std::uint64_t kMaxPayload = 1400;

bool well_formed(const SourceSpec& spec) {
  return spec.clock_rate != 0 && (spec.flags & ~source_replaces) == 0 && spec.to.reserved == 0;
}

bool well_formed(const SourcePacket& packet) {
  return (packet.payload.data != nullptr || packet.payload.size == 0) &&
         packet.payload.size <= kMaxPayload && packet.payload_type < 128 && packet.reserved == 0;
}

}  // namespace

Status SourcesService::open(const SourceSpec* spec, SourceOwner* owner,
                            SourceHandle* out) noexcept {
  if (spec == nullptr || owner == nullptr || out == nullptr || !well_formed(*spec)) {
    const call::Call* call = spec != nullptr ? find_call(calls_, spec->to.call) : nullptr;
    return refuse("SourcesV1::open", "the source is not well described", call);
  }
  call::Call* call = find_call(calls_, spec->to.call);
  if (call == nullptr || spec->to.component != Component::rtp) return Status::not_found;
  call::Media* media = call::find_media(*call, spec->to.participant, spec->to.media);
  if (media == nullptr) return Status::not_found;
  return media->sources().open(*spec, *owner, plugin_, out);
}

Status SourcesService::send(SourceHandle source, const SourcePacket* packet) noexcept {
  call::MediaSources* sources = find(source);
  if (packet == nullptr || !well_formed(*packet)) {
    return refuse("SourcesV1::send", "the packet is not well-formed",
                  sources != nullptr ? &sources->call() : nullptr);
  }
  if (sources == nullptr) return Status::not_found;
  return sources->send(source, *packet, calls_.local_calls()->now());
}

void SourcesService::close(SourceHandle source) noexcept {
  if (call::MediaSources* sources = find(source)) sources->close(source);
}

call::MediaSources* SourcesService::find(SourceHandle source) {
  call::WorkerCalls* calls = calls_.local_calls();
  return calls != nullptr ? calls->sources().find(source) : nullptr;
}

Status SourcesService::refuse(const char* function, const char* why, const call::Call* call) const {
  plugin_->count_fault();
  const base::log::CallScope scope(call != nullptr ? std::string_view(call->id()) : "");
  LOG_LIMITED(warning, "plugin '%s' called %s wrongly: %s", plugin_->name().c_str(), function, why);
  return Status::invalid;
}

}  // namespace rtpengine::plugin
