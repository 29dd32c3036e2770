// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a datagram to its reply: what all listeners share.
#pragma once

#include <atomic>
#include <cstddef>
#include <string_view>

#include <rtpengine/command.h>
#include <rtpengine/host.h>
#include <rtpengine/loop.h>

#include "counters.h"
#include "reply_cache.h"
#include "request.h"

namespace rtpengine::ng {

/// What it works with; the host's, and outliving it.
struct DispatcherContext {
  CommandsV1* commands;
  LoopV1* loop;
  LogV1* log;
};

struct DispatcherLimits {
  std::size_t in_work = 1024;      ///< requests waiting for their reply; more get an error
  std::size_t idle_requests = 64;  ///< kept for re-use
  CacheLimits cache;
};

/// Any thread. Destroyed when the host holds no request of it any more.
class Dispatcher final : private TimerHandler {
 public:
  Dispatcher(DispatcherContext context, DispatcherLimits limits) noexcept;

  RequestPool& pool() noexcept { return pool_; }
  Counters& counters() noexcept { return counters_; }
  ReplyCache& cache() noexcept { return cache_; }
  LogV1& log() noexcept { return *context_.log; }
  LoopV1& loop() noexcept { return *context_.loop; }

  /// Serve the datagram in `request`. True: the request is given away, the caller must not touch
  /// it again. False: it is done with and stays the caller's.
  bool serve(Request* request) noexcept;

  /// Count and log a datagram whose source may not send here; it gets no reply.
  void ignore(const Peer& source) noexcept;

  /// The host's reply to a request in work; gives the request back to the pool.
  void complete(Request* request, const Value* reply) noexcept;

  /// Run by a worker from time to time: forgets old replies even when no request comes.
  TimerHandler* housekeeping() noexcept { return this; }

  /// One line with all counters, at level info.
  void log_counters() noexcept;

 private:
  void on_timer() noexcept override;

  bool submit(Request* request, const DecodedRequest& decoded) noexcept;
  void refuse(Request* request, const DecodedRequest& decoded) noexcept;
  void reject_busy(Request* request) noexcept;
  std::string_view encode_or_explain(Request* request, const Value* reply) noexcept;
  std::string_view write_error(Request* request, std::string_view reason) noexcept;
  void finish(Request* request, std::string_view reply) noexcept;
  void send_to_all(Request* request, std::string_view reply) noexcept;
  void send(std::string_view cookie, const Peer& peer, std::string_view reply) noexcept;

  const DispatcherContext context_;
  const DispatcherLimits limits_;
  std::atomic<std::size_t> in_work_ = 0;
  Counters counters_;
  ReplyCache cache_;
  RequestPool pool_;
};

}  // namespace rtpengine::ng
