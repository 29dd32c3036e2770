// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells systemd how the daemon is (sd_notify). Does nothing when nobody asked for it.
#pragma once

#include <sys/types.h>

#include <string>

namespace rtpengine::app::service_manager {

/// Calls can be made.
void ready(const std::string& status);
/// The configuration is being read again; ready ends that.
void reloading();
/// Another process goes on in place of this one, which is about to end.
void succeeded_by(pid_t pid);
/// The daemon is about to end.
void stopping();
/// One line for `systemctl status`.
void status(const std::string& text);

}  // namespace rtpengine::app::service_manager
