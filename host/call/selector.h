// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which participant a command like `block media` is about.
#pragma once

#include <rtpengine/value.h>

#include "base/result.h"
#include "call/call.h"

namespace rtpengine::call {

/// By `label`, else by `address` (as signalled for media), else by `from-tag`. Null: none of these
/// keys is given, the command is about the whole call. Errors have the texts clients know.
base::Result<Participant*> select_participant(const Call& call, const Value* arguments);

}  // namespace rtpengine::call
