// SPDX-License-Identifier: GPL-3.0-or-later
//
// The memory of answered requests: a client that repeats a datagram (same cookie) gets the reply
// that it missed, and nothing is done twice, not even while the first one is still in work.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>

#include "reply_generation.h"
#include "sip_hash.h"
#include "udp_socket.h"

namespace rtpengine::ng {

/// Bounds and times of a cache.
struct CacheLimits {
  GenerationLimits generation = {65536, 128};  ///< 32 MiB each, two of them
  std::int64_t generation_us = 30'000'000;     ///< a reply is kept for one to two of these
};

/// One request's place in the cache; part of the request. Between admit and answer or abandon it
/// belongs to the cache, at all other times to the request.
struct PendingReply {
  static constexpr std::size_t kMaxWaiting = 4;

  std::string_view cookie;  ///< bytes of the request; stay until answer or abandon
  Peer client;              ///< who asked
  /// Others that sent the same cookie meanwhile and want the same reply.
  std::array<Peer, kMaxWaiting> waiting;
  std::size_t waiting_count = 0;

  std::uint64_t hash = 0;        ///< the cache's
  PendingReply* next = nullptr;  ///< the cache's
};

enum class Admission : std::uint8_t {
  fresh,     ///< to be worked on; answer or abandon must follow
  in_work,   ///< a repetition of a request in work, whose reply will go to this client as well
  answered,  ///< a repetition; here is the reply
};

enum class Remembered : std::uint8_t {
  stored,
  dropped_older,  ///< stored, but the older generation had to go before its time
  not_stored,     ///< no memory
};

/// One for all listeners. Thread-safe. Times are monotonic microseconds; a caller whose clock is a
/// little behind another's is no problem.
class ReplyCache {
 public:
  explicit ReplyCache(CacheLimits limits) noexcept;

  /// Take in a request. If it was answered already the reply is copied to `out`, which must hold
  /// the largest reply, and its size put into `*size`.
  Admission admit(PendingReply* request, std::int64_t now_us, std::span<char> out,
                  std::size_t* size) noexcept;

  /// The reply is known: remember it. Afterwards `waiting` does not change any more.
  Remembered answer(PendingReply* request, std::string_view reply, std::int64_t now_us) noexcept;

  /// The request was not accepted: remember nothing, so that its repetition is a new request.
  void abandon(PendingReply* request) noexcept;

  /// Forget what is too old; to be called now and then, for memory's sake only.
  void expire(std::int64_t now_us) noexcept;

  /// Bytes held for replies.
  std::size_t memory() noexcept;
  /// Replies remembered.
  std::size_t entries() noexcept;

 private:
  static constexpr std::size_t kBuckets = 1024;

  void rotate(std::int64_t now_us) noexcept;
  void start_generation(std::int64_t start_us) noexcept;
  PendingReply* find_pending(const PendingReply& request) noexcept;
  void unlink(PendingReply* request) noexcept;

  const CacheLimits limits_;
  /// Clients choose the cookies, and must not choose where in the tables they end up.
  const SipHashKey hash_key_ = random_sip_hash_key();
  std::mutex mutex_;  // guards all below
  ReplyGeneration current_;
  ReplyGeneration older_;
  std::int64_t started_us_ = 0;
  bool running_ = false;
  std::array<PendingReply*, kBuckets> pending_ = {};
};

}  // namespace rtpengine::ng
