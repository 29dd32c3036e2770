// SPDX-License-Identifier: GPL-3.0-or-later
//
// Value trees as bytes, for what moves from one process to another or is kept: bencoding, but with
// the entries of dictionaries in their own order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <rtpengine/value.h>

#include "base/result.h"
#include "base/value_tree.h"

namespace rtpengine::base {

/// How deep lists and dictionaries may stand in each other: what plugins may nest (tree_writer.h),
/// and the host's own around it.
inline constexpr unsigned kMaxTreeDepth = 80;

/// Append the bytes of a value. What is nested deeper than kMaxTreeDepth is written as empty.
void append_bytes(const Value& value, std::string& out);

/// Make the dictionary that these bytes are the root of `tree`. The bytes are not trusted; an
/// error, which says where they are wrong, leaves the tree without a meaning.
Result<void> read_bytes(std::string_view bytes, ValueTree& tree);

}  // namespace rtpengine::base
