// SPDX-License-Identifier: GPL-3.0-or-later
//
// bencode: between bytes of the ng protocol and the value tree of the SDK.
//
// Both directions work in memory that the caller gives, without recursion, so that no message can
// make them use more than that. A decoded tree points into the message: nothing is copied.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <rtpengine/value.h>

namespace rtpengine::ng {

/// How many lists and dictionaries may be open at once in what is decoded.
inline constexpr std::size_t kMaxDepth = 32;

/// The same for what is encoded: a reply, and what plugins may nest in it
/// (rtpengine/value_writer.h).
inline constexpr std::size_t kMaxReplyDepth = 1 + 64;

/// Why a message could not be decoded.
enum class DecodeError : std::uint8_t {
  none,
  truncated,        ///< the message ends inside a value
  unexpected_byte,  ///< no value begins like this
  bad_integer,      ///< `i`, then something else than an optional minus, digits, `e`
  integer_range,    ///< does not fit into 64 bits, signed
  bad_length,       ///< digits that are not followed by a colon
  string_too_long,  ///< its length passes the end of the message
  key_not_string,   ///< a dictionary's key is an integer, list or dictionary
  missing_value,    ///< a dictionary ends after a key
  too_deep,         ///< more than kMaxDepth levels
  too_many_values,  ///< the caller's nodes are used up
};

/// One sentence about an error, for log lines; a string constant.
const char* describe(DecodeError error) noexcept;

struct DecodeResult {
  const Value* root = nullptr;  ///< null exactly if there is an error
  DecodeError error = DecodeError::none;
  std::size_t offset = 0;  ///< bytes used; on an error, where in the message it was noticed
};

/// Decode the first value in `message`; what follows it is ignored. Keys may be unsorted and may
/// repeat, leading zeros are let pass. The tree lives in `nodes`, which are overwritten from the
/// first on, and points into `message`: it is good as long as both. Any thread.
DecodeResult decode(std::string_view message, std::span<Value> nodes) noexcept;

struct EncodeResult {
  bool valid = false;    ///< whether the tree can be expressed at all (depth, type of its root)
  std::size_t size = 0;  ///< bytes that the encoding takes, whether or not they fitted
};

/// Encode a tree, entries in the order they have. Written to `out` as far as that reaches: complete
/// if `size <= out.size()`. Nodes of unknown type are left out, with their keys. Any thread.
EncodeResult encode(const Value& root, std::span<char> out) noexcept;

}  // namespace rtpengine::ng
