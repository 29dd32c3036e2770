// SPDX-License-Identifier: GPL-3.0-or-later
//
// An owner of states in calls, for tests of what plugins keep there.
#pragma once

#include <functional>
#include <vector>

#include <rtpengine/calls.h>

namespace rtpengine::call {

/// Notes what it gets back.
class StateNotes final : public StateOwner {
 public:
  void release_state(void* state) noexcept override {
    released.push_back(*static_cast<int*>(state));
    if (then) then();
  }
  std::vector<int> released;
  std::function<void()> then;
};

}  // namespace rtpengine::call
