// SPDX-License-Identifier: GPL-3.0-or-later
//
// A request from the datagram to the reply, with all memory that it needs, and the pool from which
// requests are taken, so that serving one allocates nothing.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <string_view>

#include <rtpengine/command.h>
#include <rtpengine/value.h>

#include "datagram.h"
#include "reply_cache.h"

namespace rtpengine::ng {

class Dispatcher;

/// Values in one request; real ones have about forty.
inline constexpr std::size_t kMaxValues = 1024;

/// Belongs to one thread at a time: the listener's until it is submitted, then that of on_reply.
class Request final : public ReplySink {
 public:
  // Leaves the large arrays as they are: their pages cost nothing until something is written there.
  Request() noexcept {}

  void on_reply(const Value* reply) noexcept override;

  std::string_view datagram() const noexcept { return {datagram_bytes.data(), datagram_size}; }

  Dispatcher* dispatcher = nullptr;
  Request* next_free = nullptr;  ///< the pool's
  std::size_t datagram_size = 0;
  PendingReply pending;  ///< `pending.client` is set with the datagram
  std::array<Value, kMaxValues> values;
  std::array<char, kMaxDatagram + 1> reply_bytes;
  std::array<char, 65536> datagram_bytes;
};

/// Requests that nobody uses now. Thread-safe; owns those in it, not those taken.
class RequestPool {
 public:
  /// Keeps at most `max_idle` requests; more than that go back to the system.
  explicit RequestPool(std::size_t max_idle) noexcept : max_idle_(max_idle) {}
  ~RequestPool();
  RequestPool(const RequestPool&) = delete;
  RequestPool& operator=(const RequestPool&) = delete;

  /// A request for the caller, who gives it back; null if memory is short.
  Request* take() noexcept;
  void give_back(Request* request) noexcept;

  /// Requests taken and not given back.
  std::size_t taken() noexcept;

 private:
  const std::size_t max_idle_;
  std::mutex mutex_;  // guards all below
  Request* free_ = nullptr;
  std::size_t idle_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace rtpengine::ng
