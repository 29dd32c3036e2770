// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys for SRTP as one copy of a plugin provides them.
#pragma once

#include <rtpengine/keys.h>

#include "base/plugin_copy.h"
#include "call/call_finder.h"

namespace rtpengine::plugin {

/// Checks what the plugin says, and finds the media. Workers' threads.
class KeysService final : public KeysV1 {
 public:
  /// Both outlive this object.
  KeysService(call::CallFinder& calls, const base::PluginHold& plugin)
      : calls_(calls), plugin_(plugin) {}

  Status propose(CallHandle call, std::uint32_t participant, std::uint32_t media,
                 std::uint32_t possible) noexcept override;
  Status expect(CallHandle call, std::uint32_t participant, std::uint32_t media) noexcept override;
  Status withdraw(CallHandle call, std::uint32_t participant,
                  std::uint32_t media) noexcept override;
  Status set(const StreamRef* stream, const SrtpKey* theirs, const SrtpKey* ours,
             std::uint32_t flags) noexcept override;

 private:
  Status refuse(const char* why, const call::Media& media) const;

  call::CallFinder& calls_;
  const base::PluginHold& plugin_;
};

}  // namespace rtpengine::plugin
