// SPDX-License-Identifier: GPL-3.0-or-later
//
// Packet sources as one copy of a plugin opens them.
#pragma once

#include <rtpengine/source.h>

#include "base/plugin_copy.h"
#include "call/call_finder.h"

namespace rtpengine::plugin {

/// Checks what the plugin says, and finds the media. Workers' threads.
class SourcesService final : public SourcesV1 {
 public:
  /// Both outlive this object.
  SourcesService(call::CallFinder& calls, const base::PluginHold& plugin)
      : calls_(calls), plugin_(plugin) {}

  Status open(const SourceSpec* spec, SourceOwner* owner, SourceHandle* out) noexcept override;
  Status send(SourceHandle source, const SourcePacket* packet) noexcept override;
  void close(SourceHandle source) noexcept override;

 private:
  /// The call of this worker that has the source; null: none.
  call::MediaSources* find(SourceHandle source);
  /// `call`: which it is about; null: not known.
  Status refuse(const char* function, const char* why, const call::Call* call) const;

  call::CallFinder& calls_;
  const base::PluginHold& plugin_;
};

}  // namespace rtpengine::plugin
