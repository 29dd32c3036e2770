// SPDX-License-Identifier: GPL-3.0-or-later
//
// Telling the observers of a call (rtpengine/observers.h) what becomes of it.
#pragma once

#include "call/call.h"
#include "call/end_of_call.h"

namespace rtpengine::call {

// The call's worker. The observers are those of the call's own set of extensions.

void tell_created(const Call& call);
void tell_changed(const Call& call);
/// Before the call's ports are closed.
void tell_ended(const Call& call, EndReason reason);

}  // namespace rtpengine::call
