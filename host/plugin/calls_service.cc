// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/calls_service.h"

#include "base/slice.h"
#include "call/call_info.h"
#include "plugin/find_media.h"

namespace rtpengine::plugin {
namespace {

/// Fill in what `describe` makes of the object, if there is one.
template <typename Object, typename Info, typename Describe>
Status describe_if_there(const Object* object, Info* info, Describe describe) {
  if (info == nullptr) return Status::invalid;
  if (object == nullptr) return Status::not_found;
  *info = describe(*object);
  return Status::ok;
}

}  // namespace

std::uint32_t CallsService::find_worker(Slice call_id) noexcept {
  const int worker = calls_.find_worker(base::to_view(call_id));
  return worker < 0 ? no_index : static_cast<std::uint32_t>(worker);
}

CallHandle CallsService::find(Slice call_id) noexcept {
  const call::WorkerCalls* calls = calls_.local_calls();
  const call::Call* call = calls != nullptr ? calls->find(base::to_view(call_id)) : nullptr;
  return call != nullptr ? call->handle() : 0;
}

Status CallsService::describe(CallHandle call, CallInfo* info) noexcept {
  return describe_if_there(find_call(calls_, call), info, call::call_info);
}

Status CallsService::describe_participant(CallHandle handle, std::uint32_t participant,
                                          ParticipantInfo* info) noexcept {
  const call::Call* call = find_call(calls_, handle);
  const auto* found = call != nullptr ? call::find_participant(*call, participant) : nullptr;
  return describe_if_there(found, info, call::participant_info);
}

Status CallsService::describe_media(CallHandle handle, std::uint32_t participant,
                                    std::uint32_t media, MediaInfo* info) noexcept {
  const call::Call* call = find_call(calls_, handle);
  const auto* found = call != nullptr ? call::find_media(*call, participant, media) : nullptr;
  return describe_if_there(found, info, call::media_info);
}

Status CallsService::describe_stream(const StreamRef* stream, StreamInfo* info) noexcept {
  return describe_if_there(
      find_stream_media(calls_, stream), info, [stream](const call::Media& media) {
        return call::stream_info(media, static_cast<media::Component>(stream->component));
      });
}

Status CallsService::read_statistics(const StreamRef* stream, StreamStatistics* out) noexcept {
  return describe_if_there(
      find_stream_media(calls_, stream), out, [stream](const call::Media& media) {
        return call::stream_statistics(media, static_cast<media::Component>(stream->component));
      });
}

Status CallsService::update_routes(CallHandle handle) noexcept {
  call::Call* call = find_call(calls_, handle);
  if (call == nullptr) return Status::not_found;
  calls_.local_calls()->update_routes(*call);
  return Status::ok;
}

/// Where the states of a place are; null: no such place (any more).
call::PluginStates* CallStateService::find(CallHandle handle, std::uint32_t participant,
                                           std::uint32_t media) {
  call::Call* call = find_call(calls_, handle);
  if (call == nullptr) return nullptr;
  if (participant == no_index) return media == no_index ? &call->plugin_states : nullptr;
  if (media != no_index) {
    call::Media* found = call::find_media(*call, participant, media);
    return found != nullptr ? &found->plugin_states : nullptr;
  }
  call::Participant* found = call::find_participant(*call, participant);
  return found != nullptr ? &found->plugin_states : nullptr;
}

Status CallStateService::set(CallHandle handle, std::uint32_t participant, std::uint32_t media,
                             void* state, StateOwner* owner) noexcept {
  if (state == nullptr || owner == nullptr) return Status::invalid;
  const call::Call* call = find_call(calls_, handle);
  call::PluginStates* place = find(handle, participant, media);
  if (place == nullptr || call->ending()) return Status::not_found;
  place->set(plugin_, state, *owner);
  return Status::ok;
}

void* CallStateService::get(CallHandle call, std::uint32_t participant,
                            std::uint32_t media) noexcept {
  const call::PluginStates* place = find(call, participant, media);
  return place != nullptr ? place->get(*plugin_) : nullptr;
}

void CallStateService::clear(CallHandle call, std::uint32_t participant,
                             std::uint32_t media) noexcept {
  if (call::PluginStates* place = find(call, participant, media)) place->release(*plugin_);
}

}  // namespace rtpengine::plugin
