// SPDX-License-Identifier: GPL-3.0-or-later
//
// sd_notify(3) messages.
#include "app/service_manager.h"

#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/clock.h"

namespace rtpengine::app::service_manager {

// Results are ignored: without a service manager there is nobody to tell, and with one that is in
// trouble there is nothing better to do.

void ready(const std::string& status) {
  (void)sd_notifyf(0, "READY=1\nMAINPID=%ld\nSTATUS=%s", static_cast<long>(getpid()),
                   status.c_str());
}

void reloading() {
  (void)sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%lld",
                   static_cast<long long>(base::monotonic_now()));
}

void succeeded_by(pid_t pid) { (void)sd_notifyf(0, "MAINPID=%ld", static_cast<long>(pid)); }

void stopping() { (void)sd_notify(0, "STOPPING=1\nSTATUS=Ending"); }

void status(const std::string& text) { (void)sd_notifyf(0, "STATUS=%s", text.c_str()); }

}  // namespace rtpengine::app::service_manager
