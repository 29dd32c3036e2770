// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a plugin keeps in a call as a value tree (rtpengine/state_transfer.h), and back.
//
//   version: of what the plugin's codec wrote
//   states: a list of dictionaries
//     participant, media: their numbers; missing: of the call, or of the participant
//     state: what the codec wrote
#pragma once

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"
#include "call/call.h"

namespace rtpengine::call {

// The call's worker. The contribution has a codec.

/// Write all that this copy keeps in the call into `out`. Nothing changes in the call.
base::Result<void> save_states(const Call& call, const Contribution& from,
                               const base::DictionaryBuilder& out);

/// Let a copy make anew and keep what was saved. After an error it may keep a part of it.
base::Result<void> restore_states(const Call& call, const Contribution& to, const Value& saved);

}  // namespace rtpengine::call
