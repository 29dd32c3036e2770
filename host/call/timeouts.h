// SPDX-License-Identifier: GPL-3.0-or-later
//
// When a call is over by itself.
#pragma once

#include <optional>

#include "call/call.h"
#include "call/end_of_call.h"
#include "call/settings.h"

namespace rtpengine::call {

/// Why a call is over at `now`; nothing if it goes on. Over means: deleted for long enough, older
/// than final-timeout, or none of its streams is alive. A stream is alive if its last packet (or,
/// if there was none, the call's creation) is younger than timeout; silent-timeout counts for media
/// that is not to receive and for streams without a port, offer-timeout where the remote address is
/// not known yet.
std::optional<EndReason> why_over(const Call& call, const Settings& settings, base::Time now);

/// Give back the ports of participants whose delete delay has passed.
void release_deleted(Call& call, base::Time now);

}  // namespace rtpengine::call
