// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls as one copy of a plugin sees them, and what it keeps in them.
#pragma once

#include <rtpengine/calls.h>

#include "base/plugin_copy.h"
#include "call/call_finder.h"

namespace rtpengine::plugin {

class CallsService final : public CallsV1 {
 public:
  /// `calls` outlives this object.
  explicit CallsService(call::CallFinder& calls) : calls_(calls) {}

  std::uint32_t find_worker(Slice call_id) noexcept override;
  CallHandle find(Slice call_id) noexcept override;
  Status describe(CallHandle call, CallInfo* info) noexcept override;
  Status describe_participant(CallHandle call, std::uint32_t participant,
                              ParticipantInfo* info) noexcept override;
  Status describe_media(CallHandle call, std::uint32_t participant, std::uint32_t media,
                        MediaInfo* info) noexcept override;
  Status describe_stream(const StreamRef* stream, StreamInfo* info) noexcept override;
  Status read_statistics(const StreamRef* stream, StreamStatistics* out) noexcept override;
  Status update_routes(CallHandle call) noexcept override;

 private:
  call::CallFinder& calls_;
};

class CallStateService final : public CallStateV1 {
 public:
  /// Both outlive this object.
  CallStateService(call::CallFinder& calls, const base::PluginHold& plugin)
      : calls_(calls), plugin_(plugin) {}

  Status set(CallHandle call, std::uint32_t participant, std::uint32_t media, void* state,
             StateOwner* owner) noexcept override;
  void* get(CallHandle call, std::uint32_t participant, std::uint32_t media) noexcept override;
  void clear(CallHandle call, std::uint32_t participant, std::uint32_t media) noexcept override;

 private:
  call::PluginStates* find(CallHandle call, std::uint32_t participant, std::uint32_t media);

  call::CallFinder& calls_;
  const base::PluginHold& plugin_;
};

}  // namespace rtpengine::plugin
