// SPDX-License-Identifier: GPL-3.0-or-later
//
// Keys of a command whose value is of another type than the key's. They are ignored with a line in
// the log, but for those that say what the command is about: ignoring them would widen it.
#pragma once

#include <cstddef>
#include <string_view>

#include <rtpengine/value.h>

#include "base/result.h"

namespace rtpengine::call {

/// The value under a key. Null: there is none, or it is of another type, which is logged.
const Value* find_typed(const Value* arguments, std::string_view key, ValueType type);

/// The text under a key; empty as find_typed gives null.
std::string_view find_text(const Value* arguments, std::string_view key);

/// Log that a value is ignored because it is not of this type.
void log_wrong_type(std::string_view key, ValueType expected);

/// Longest call-id, tag, branch, label or address that chooses. SIP stacks send some dozens of
/// bytes, and a few hundred where a proxy packs something into them.
inline constexpr std::size_t kMaxChoosingText = 1024;

/// An error, for the client, if a key that chooses a call or a party is no text, or too long: it
/// would be kept, and repeated in each line about the call.
base::Result<void> check_choosing_keys(const Value* arguments);

}  // namespace rtpengine::call
