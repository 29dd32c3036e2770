// SPDX-License-Identifier: GPL-3.0-or-later
//
// Listening sockets on their way from one daemon to the next (rtpengine/listeners.h).
#pragma once

#include <atomic>
#include <vector>

#include <rtpengine/listeners.h>

#include "net/address.h"
#include "net/descriptor.h"

namespace rtpengine::plugin {

/// Those among these descriptors that a successor can go on to listen on. They stay whose they are.
std::vector<int> listening_among(const std::vector<int>& descriptors);

/// What came from the daemon before. Main thread, where nothing else is said.
class ListenerStore final : public ListenersV1 {
 public:
  /// Whatever is not a listening socket is closed.
  void add(net::Descriptor socket);
  /// Close what nobody has taken.
  void clear() { kept_.clear(); }
  std::size_t size() const { return kept_.size(); }
  /// Calls begin or cease to move.
  void set_moving(bool moving) { moving_ = moving; }

  // ListenersV1
  std::int32_t take(ListenerType type, const Endpoint* local) noexcept override;
  std::uint32_t moving() noexcept override { return moving_ ? 1 : 0; }

 private:
  struct Kept {
    ListenerType type;
    net::Endpoint local;
    net::Descriptor socket;
  };
  std::vector<Kept> kept_;
  std::atomic<bool> moving_{false};
};

}  // namespace rtpengine::plugin
