// SPDX-License-Identifier: GPL-3.0-or-later
//
// The time that OpenSSL's timers go by: this program has a gettimeofday of its own, so that tests
// say how late it is and never wait.
#pragma once

#include "plugins/dtls/config.h"

namespace rtpengine::dtls {

/// Let it be later by so much.
void pass_time(Micros span);

}  // namespace rtpengine::dtls
