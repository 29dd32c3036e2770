// SPDX-License-Identifier: GPL-3.0-or-later
//
// How packets come and go, as plugins settle it.
#pragma once

#include <rtpengine/connectivity.h>

#include "call/call_finder.h"

namespace rtpengine::plugin {

/// Checks what the plugin says, and finds the media. Workers' threads.
class ConnectivityService final : public ConnectivityV1 {
 public:
  /// `calls` outlives this object.
  explicit ConnectivityService(call::CallFinder& calls) : calls_(calls) {}

  Status open(CallHandle call, std::uint32_t participant, std::uint32_t media) noexcept override;
  void close(CallHandle call, std::uint32_t participant, std::uint32_t media) noexcept override;
  std::uint32_t locals(const StreamRef* stream, Endpoint* out,
                       std::uint32_t capacity) noexcept override;
  Status send(const StreamRef* stream, std::uint32_t local, const Endpoint* to,
              Slice bytes) noexcept override;
  Status admit(const StreamRef* stream, std::uint32_t local,
               const Endpoint* source) noexcept override;
  Status select(const StreamRef* stream, std::uint32_t local,
                const Endpoint* remote) noexcept override;
  Status suspend(const StreamRef* stream) noexcept override;
  SourceStanding standing(const StreamRef* stream, const Endpoint* source) noexcept override;

 private:
  call::CallFinder& calls_;
};

}  // namespace rtpengine::plugin
