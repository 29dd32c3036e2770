// SPDX-License-Identifier: GPL-3.0-or-later
//
// Calls and what is in them by the numbers that plugins have for it.
#pragma once

#include <cstdint>

#include <rtpengine/types.h>

#include "call/call_finder.h"
#include "call/call_info.h"

namespace rtpengine::plugin {

/// Null: it is not a call (any more) of the worker that runs the caller.
inline call::Call* find_call(call::CallFinder& finder, CallHandle handle) {
  const call::WorkerCalls* calls = finder.local_calls();
  return calls != nullptr ? calls->find(handle) : nullptr;
}

inline call::Media* find_media(call::CallFinder& finder, CallHandle handle,
                               std::uint32_t participant, std::uint32_t media) {
  const call::Call* call = find_call(finder, handle);
  return call != nullptr ? call::find_media(*call, participant, media) : nullptr;
}

/// Null also for components that do not exist.
inline call::Media* find_stream_media(call::CallFinder& finder, const StreamRef* stream) {
  if (stream == nullptr) return nullptr;
  if (stream->component != Component::rtp && stream->component != Component::rtcp) return nullptr;
  return find_media(finder, stream->call, stream->participant, stream->media);
}

}  // namespace rtpengine::plugin
