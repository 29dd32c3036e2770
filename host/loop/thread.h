// SPDX-License-Identifier: GPL-3.0-or-later
//
// Starting threads the way all of ours start.
#pragma once

#include <functional>
#include <string>
#include <thread>

namespace rtpengine::loop {

/// Start a thread under a name (at most 15 characters are shown by the system) with all signals
/// blocked, so that they reach the main thread, except those that a fault of its own raises.
/// Throws std::system_error if the system refuses.
std::thread start_thread(const std::string& name, std::function<void()> body);

}  // namespace rtpengine::loop
