// SPDX-License-Identifier: GPL-3.0-or-later
//
// Cutting, decoding and composing ng messages.

#include "datagram.h"

#include <cstring>

namespace rtpengine::ng {
namespace {

Slice to_slice(std::string_view text) { return {text.data(), text.size()}; }

std::string_view to_view(Slice slice) { return {slice.data, slice.size}; }

/// The first string under the key `command`, or null.
const Value* find_command(const Value& dictionary) {
  for (const Value* entry = dictionary.first; entry != nullptr; entry = entry->next) {
    if (entry->type == ValueType::string && to_view(entry->key) == "command") return entry;
  }
  return nullptr;
}

/// What clients are told. Broken syntax has one text whatever is broken; a limit of ours is named,
/// since a correct client may run into it.
std::string_view reason_of(DecodeError error) {
  switch (error) {
    case DecodeError::too_deep:
      return "Could not decode dictionary (nested too deeply)";
    case DecodeError::too_many_values:
      return "Could not decode dictionary (too many values)";
    default:
      return "Could not decode dictionary";
  }
}

Value string_entry(std::string_view key, std::string_view text) {
  Value value = {};
  value.type = ValueType::string;
  value.key = to_slice(key);
  value.text = to_slice(text);
  return value;
}

}  // namespace

std::optional<Datagram> split(std::string_view bytes) noexcept {
  const std::size_t space = bytes.substr(0, kMaxCookie + 1).find(' ');
  if (space == std::string_view::npos || space == 0) return std::nullopt;
  return Datagram{bytes.substr(0, space), bytes.substr(space + 1)};
}

DecodedRequest decode_request(std::string_view payload, std::span<Value> nodes) noexcept {
  DecodedRequest request;
  if (payload.empty()) {
    request.error_reason = "Invalid data (no payload)";
    return request;
  }
  if (payload.front() != 'd') {
    request.error_reason = reason_of(DecodeError::none);
    request.decode_error = DecodeError::unexpected_byte;
    return request;
  }
  const DecodeResult decoded = decode(payload, nodes);
  request.offset = decoded.offset;
  if (decoded.root == nullptr) {
    request.error_reason = reason_of(decoded.error);
    request.decode_error = decoded.error;
    return request;
  }
  const Value* command = find_command(*decoded.root);
  if (command == nullptr) {
    request.error_reason = "Dictionary contains no key \"command\"";
    return request;
  }
  request.arguments = decoded.root;
  request.command = to_view(command->text);
  return request;
}

EncodeResult encode_reply(std::string_view cookie, const Value& reply,
                          std::span<char> out) noexcept {
  const std::size_t prefix = cookie.size() + 1;
  std::span<char> rest;
  if (prefix <= out.size()) {
    std::memcpy(out.data(), cookie.data(), cookie.size());
    out[cookie.size()] = ' ';
    rest = out.subspan(prefix);
  }
  EncodeResult result = encode(reply, rest);
  result.size += prefix;
  return result;
}

EncodeResult encode_error(std::string_view cookie, std::string_view reason,
                          std::span<char> out) noexcept {
  const Value result = string_entry("result", "error");
  Value error_reason = string_entry("error-reason", reason);
  error_reason.next = &result;
  Value reply = {};
  reply.type = ValueType::dictionary;
  reply.first = &error_reason;
  return encode_reply(cookie, reply, out);
}

}  // namespace rtpengine::ng
