// SPDX-License-Identifier: GPL-3.0-or-later
//
// The statistics of a call, as replies to query and delete carry them.
#pragma once

#include <string_view>

#include "base/value_tree.h"
#include "call/call.h"

namespace rtpengine::call {

/// Adds created, last signal, tags and totals. `only`: this party and its peer; null: all.
/// `none`: a tag was asked for that nobody has: no tags at all.
void describe(const Call& call, const base::DictionaryBuilder& reply, const Participant* only,
              bool none);

}  // namespace rtpengine::call
