// SPDX-License-Identifier: GPL-3.0-or-later
//
// The outer form of an ng message: cookie, one space, dictionary.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <rtpengine/value.h>

#include "bencode.h"

namespace rtpengine::ng {

/// Longest cookie that is served. Clients use some twenty bytes.
inline constexpr std::size_t kMaxCookie = 512;

/// Largest payload of a UDP datagram over IPv4 (65535 less IP and UDP headers). IPv6 would take 20
/// bytes more; one limit serves both.
inline constexpr std::size_t kMaxDatagram = 65507;

/// A datagram cut at its first space.
struct Datagram {
  std::string_view cookie;
  std::string_view payload;
};

/// Cut a datagram; both parts point into it. Nothing if there is no space, or the cookie is empty
/// or longer than kMaxCookie: such a datagram gets no reply.
std::optional<Datagram> split(std::string_view bytes) noexcept;

/// A request that can be submitted, or why not.
struct DecodedRequest {
  const Value* arguments = nullptr;  ///< a dictionary with a string `command`; null on an error
  std::string_view command;          ///< the value of `command`
  std::string_view error_reason;     ///< for the error reply; a string constant
  DecodeError decode_error = DecodeError::none;  ///< for the log, as is the offset
  std::size_t offset = 0;                        ///< in the payload
};

/// Decode a payload into `nodes` (see decode).
DecodedRequest decode_request(std::string_view payload, std::span<Value> nodes) noexcept;

/// Write cookie, space and the dictionary `reply` to `out`. Result as of encode, the size being
/// that of the whole datagram.
EncodeResult encode_reply(std::string_view cookie, const Value& reply,
                          std::span<char> out) noexcept;

/// As encode_reply, for `result` = `error` with this reason.
EncodeResult encode_error(std::string_view cookie, std::string_view reason,
                          std::span<char> out) noexcept;

}  // namespace rtpengine::ng
