// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command `explain`: what is known of a call, in sentences for the operator of the daemon.
#pragma once

#include "base/clock.h"
#include "base/value_tree.h"
#include "call/call.h"

namespace rtpengine::call {

/// Adds `summary` (a sentence), `findings` (what is wrong or silences somebody, faults first) and
/// `media` (an account of each). `only`: this party and its peer; null: all. Worker's thread.
void explain(const Call& call, const base::DictionaryBuilder& reply, const Participant* only,
             base::Time now);

}  // namespace rtpengine::call
